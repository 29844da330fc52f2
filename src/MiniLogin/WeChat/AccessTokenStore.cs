using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MiniLogin.Apps;
using MiniLogin.Aws;
using MiniLogin.Secrets;

namespace MiniLogin.WeChat;

/// <summary>Shares the access_token of an app between the environments of the functions.</summary>
/// <exception cref="StoreUnavailableException">From every method. A write may or may not have been made.</exception>
internal interface IAccessTokenStore
{
    Task<SealedAccessToken?> FindAsync(AppId appId, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces the token that was read, or null for none. Returns false if it changed since then, or if there is no such app.
    /// </summary>
    Task<bool> ReplaceAsync(AppId appId, SealedAccessToken? asRead, SealedAccessToken token, CancellationToken cancellationToken);
}

/// <summary>An access_token as stored: encrypted with the app's data key.</summary>
/// <param name="RefreshToken">What gets the next one, encrypted likewise. Null if tokens of the app's kind have none.</param>
internal sealed record SealedAccessToken(byte[] Bytes, DateTimeOffset ExpiresAt, byte[]? RefreshToken = null)
{
    public static SealedAccessToken Seal(AppId appId, AppCredentials credentials, AccessToken token, string? refreshToken, DateTimeOffset now)
    {
        var key = credentials.CurrentDataKey(now);
        return new(Encrypt(UserSeal.AccessTokenPurpose, token.Reveal()), token.ExpiresAt, refreshToken is null ? null : Encrypt(UserSeal.RefreshTokenPurpose, refreshToken));

        byte[] Encrypt(string purpose, string secret) => UserSeal.Seal(key, purpose, appId.ToString(), Encoding.UTF8.GetBytes(secret));
    }
}

/// <summary>
/// Uses attributes of the app's row in the Apps table. Never creates a row, because a row without credentials is not an app.
/// </summary>
internal sealed class DynamoDBAccessTokenStore(IAmazonDynamoDB dynamoDB, MiniLoginOptions options) : IAccessTokenStore
{
    private const string SealedAccessToken = "sealedAccessToken";
    private const string AccessTokenExpiresAt = "accessTokenExpiresAt";
    private const string SealedRefreshToken = "sealedRefreshToken";

    private const string HasNone = "attribute_exists(appId) AND attribute_not_exists(sealedAccessToken)";
    private const string IsAsRead = "sealedAccessToken = :asRead";

    public async Task<SealedAccessToken?> FindAsync(AppId appId, CancellationToken cancellationToken)
    {
        var request = new GetItemRequest
        {
            TableName = options.AppsTable,
            Key = new() { [AppTable.AppIdColumn] = new(appId.ToString()) },
            ProjectionExpression = $"{SealedAccessToken}, {AccessTokenExpiresAt}, {SealedRefreshToken}",
            ConsistentRead = true,
        };
        var item = (await AwsCall.RunAsync(dynamoDB.GetItemAsync(request, cancellationToken))).Item;
        return item is { Count: > 0 }
            ? new(item[SealedAccessToken].B.ToArray(), ItemValue.ToTime(item[AccessTokenExpiresAt]), item.TryGetValue(SealedRefreshToken, out var refresh) ? refresh.B.ToArray() : null)
            : null;
    }

    /// <summary>The attributes of a token.</summary>
    public static Dictionary<string, AttributeValue> ToItem(SealedAccessToken token)
    {
        var item = new Dictionary<string, AttributeValue> { [SealedAccessToken] = ItemValue.From(token.Bytes), [AccessTokenExpiresAt] = ItemValue.From(token.ExpiresAt) };
        if (token.RefreshToken is { } refresh)
        {
            item[SealedRefreshToken] = ItemValue.From(refresh);
        }

        return item;
    }

    public Task<bool> ReplaceAsync(AppId appId, SealedAccessToken? asRead, SealedAccessToken token, CancellationToken cancellationToken)
    {
        var item = ToItem(token);
        var request = new UpdateItemRequest
        {
            TableName = options.AppsTable,
            Key = new() { [AppTable.AppIdColumn] = new(appId.ToString()) },
            UpdateExpression = $"SET {string.Join(", ", item.Keys.Select(column => $"{column} = :{column}"))}",
            ConditionExpression = asRead is null ? HasNone : IsAsRead,
            ExpressionAttributeValues = item.ToDictionary(column => $":{column.Key}", column => column.Value),
        };
        if (asRead is not null)
        {
            request.ExpressionAttributeValues[":asRead"] = ItemValue.From(asRead.Bytes);
        }

        return AwsCall.TryWriteAsync(dynamoDB.UpdateItemAsync(request, cancellationToken));
    }
}
