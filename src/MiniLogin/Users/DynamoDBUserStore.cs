using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace MiniLogin.Users;

internal sealed class DynamoDBUserStore(IAmazonDynamoDB dynamoDB, MiniLoginOptions options) : IUserStore
{
    private const string UserKey = "userKey";
    private const string AppId = "appId";
    private const string OpenId = "openId";
    private const string UnionId = "unionId";
    private const string Profile = "profile";
    private const string FirstLoginAt = "firstLoginAt";
    private const string LastLoginAt = "lastLoginAt";
    private const string LoginCount = "loginCount";

    // The previous key takes its value from the row before this update: the newest two, without reading first.
    private const string RecordLogin = "SET appId = :appId, openId = :openId, firstLoginAt = if_not_exists(firstLoginAt, :now), lastLoginAt = :now, "
        + "previousSessionKey = if_not_exists(sealedSessionKey, :sessionKey), sealedSessionKey = :sessionKey";

    private const string CountLogin = " ADD loginCount :one";

    // The row is new, or this very user's.
    private const string IsThisUser = "attribute_not_exists(userKey) OR (appId = :appId AND openId = :openId)";

    public async Task<User> RecordLoginAsync(UserLogin login, CancellationToken cancellationToken)
    {
        var update = RecordLogin;
        var values = new Dictionary<string, AttributeValue>
        {
            [":appId"] = new(login.AppId),
            [":openId"] = new(login.OpenId),
            [":now"] = Number(login.At.ToUnixTimeSeconds()),
            [":sessionKey"] = new() { B = new MemoryStream(login.SealedSessionKey, writable: false) },
            [":one"] = Number(1),
        };
        if (login.UnionId is not null)
        {
            update += ", unionId = :unionId";
            values[":unionId"] = new(login.UnionId);
        }

        if (login.Profile is not null)
        {
            update += ", profile = :profile";
            values[":profile"] = new() { M = ProfileAttributes.From(login.Profile) };
        }

        var request = new UpdateItemRequest
        {
            TableName = options.UsersTable,
            Key = new() { [UserKey] = new(User.KeyOf(login.AppId, login.OpenId)) },
            UpdateExpression = update + CountLogin,
            ConditionExpression = IsThisUser,
            ExpressionAttributeValues = values,
            ReturnValues = ReturnValue.ALL_NEW,
        };
        return ToUser((await AwsCall.Of(dynamoDB.UpdateItemAsync(request, cancellationToken))).Attributes);
    }

    public async Task<User?> FindAsync(string userKey, CancellationToken cancellationToken)
    {
        var request = new GetItemRequest
        {
            TableName = options.UsersTable,
            Key = new() { [UserKey] = new(userKey) },
            ConsistentRead = true,
        };
        var item = (await AwsCall.Of(dynamoDB.GetItemAsync(request, cancellationToken))).Item;
        return item is { Count: > 0 } ? ToUser(item) : null;
    }

    private static User ToUser(Dictionary<string, AttributeValue> item) => new(
        item[AppId].S,
        item[OpenId].S,
        item.TryGetValue(UnionId, out var unionId) ? unionId.S : null,
        item.TryGetValue(Profile, out var profile) ? ProfileAttributes.ToProfile(profile.M) : null,
        Time(item[FirstLoginAt]),
        Time(item[LastLoginAt]),
        long.Parse(item[LoginCount].N, CultureInfo.InvariantCulture));

    private static AttributeValue Number(long value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };

    private static DateTimeOffset Time(AttributeValue value) => DateTimeOffset.FromUnixTimeSeconds(long.Parse(value.N, CultureInfo.InvariantCulture));
}
