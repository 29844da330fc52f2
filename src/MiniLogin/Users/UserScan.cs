using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MiniLogin.Apps;
using MiniLogin.Aws;

namespace MiniLogin.Users;

/// <summary>Selects users. Conditions that are not set select all; no condition selects a deleted user.</summary>
/// <param name="IsBlocked">Only blocked users.</param>
/// <param name="LastLoginBefore">Only users with an account whose last login was before this time.</param>
/// <param name="HasPicture">Only users with a stored picture.</param>
/// <param name="PersonId">Only users who are linked with this person.</param>
internal sealed record UserFilter(AppId? AppId = null, bool IsBlocked = false, DateTimeOffset? LastLoginBefore = null, bool HasPicture = false, string? PersonId = null)
{
    public static readonly UserFilter All = new();

    public bool Selects(ListedUser user) =>
        (AppId is null || user.Key.AppId == AppId)
        && (!IsBlocked || user.IsBlocked)
        && (LastLoginBefore is null || user.Account?.LastLoginAt < LastLoginBefore)
        && (!HasPicture || user.Account?.AvatarName is not null)
        && (PersonId is null || user.Account?.PersonId == PersonId);
}

/// <param name="Account">Null if the user is blocked and has no account.</param>
internal sealed record ListedUser(UserKey Key, User? Account)
{
    public bool IsBlocked => Account?.IsBlocked ?? true;
}

/// <summary>A page of the Users table.</summary>
/// <param name="RowsRead">The rows read, selected or not.</param>
/// <param name="Next">The position after the page; null at the end. A page may be empty and still have a next page.</param>
internal sealed record UserPage(IReadOnlyList<ListedUser> Users, int RowsRead, UserKey? Next)
{
    /// <summary>Maximum number of rows to read for a page.</summary>
    public const int MaxRows = 1000;
}

/// <summary>Reads the Users table in DynamoDB page by page. session_keys stay in the table.</summary>
internal static class UserScan
{
    private static readonly string Columns = string.Join(", ", UserColumns.All
        .Except([UserColumns.SealedSessionKey, UserColumns.PreviousSessionKey])
        .Select(column => column == UserColumns.Language ? "#language" : column));

    public static async Task<UserPage> ReadAsync(IAmazonDynamoDB dynamoDB, string table, UserFilter filter, UserKey? after, int limit, CancellationToken cancellationToken)
    {
        var (condition, values) = Condition(filter);
        var request = new ScanRequest
        {
            TableName = table,
            Limit = limit,
            FilterExpression = condition,
            ProjectionExpression = Columns,
            ExpressionAttributeNames = new() { ["#language"] = UserColumns.Language },
            ExpressionAttributeValues = values.Count > 0 ? values : null,
            ExclusiveStartKey = after is null ? null : new() { [UserColumns.UserKeyColumn] = new(after.ToString()) },
            ConsistentRead = true,
        };
        var page = await AwsCall.RunAsync(dynamoDB.ScanAsync(request, cancellationToken));
        return new(
            [.. page.Items.Select(item => new ListedUser(UserColumns.ToKey(item), UserColumns.IsUser(item) ? UserColumns.ToUser(item) : null))],
            page.ScannedCount ?? 0,
            page.LastEvaluatedKey is { Count: > 0 } last ? UserColumns.ToKey(last) : null);
    }

    private static (string Condition, Dictionary<string, AttributeValue> Values) Condition(UserFilter filter)
    {
        var condition = "(attribute_exists(appId) OR attribute_exists(blocked))";
        var values = new Dictionary<string, AttributeValue>();
        if (filter.AppId is { } appId)
        {
            condition += " AND begins_with(userKey, :app)";
            values[":app"] = new($"{appId}#");
        }

        if (filter.IsBlocked)
        {
            condition += " AND attribute_exists(blocked)";
        }

        if (filter.LastLoginBefore is { } before)
        {
            condition += " AND lastLoginAt < :before";
            values[":before"] = ItemValue.From(before);
        }

        if (filter.HasPicture)
        {
            condition += " AND attribute_exists(avatarName)";
        }

        if (filter.PersonId is { } personId)
        {
            condition += " AND personId = :person";
            values[":person"] = new(personId);
        }

        return (condition, values);
    }
}
