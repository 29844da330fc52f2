using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MiniLogin.Apps;
using MiniLogin.Aws;

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
internal sealed record SealedAccessToken(byte[] Bytes, DateTimeOffset ExpiresAt);

/// <summary>
/// Uses two attributes of the app's row in the Apps table. Never creates a row, because a row without credentials is not an app.
/// </summary>
internal sealed class DynamoDBAccessTokenStore(IAmazonDynamoDB dynamoDB, MiniLoginOptions options) : IAccessTokenStore
{
    private const string SealedAccessToken = "sealedAccessToken";
    private const string AccessTokenExpiresAt = "accessTokenExpiresAt";

    private const string Replace = "SET sealedAccessToken = :token, accessTokenExpiresAt = :expiresAt";
    private const string HasNone = "attribute_exists(appId) AND attribute_not_exists(sealedAccessToken)";
    private const string IsAsRead = "sealedAccessToken = :asRead";

    public async Task<SealedAccessToken?> FindAsync(AppId appId, CancellationToken cancellationToken)
    {
        var request = new GetItemRequest
        {
            TableName = options.AppsTable,
            Key = new() { [AppTable.AppIdColumn] = new(appId.ToString()) },
            ProjectionExpression = $"{SealedAccessToken}, {AccessTokenExpiresAt}",
            ConsistentRead = true,
        };
        var item = (await AwsCall.RunAsync(dynamoDB.GetItemAsync(request, cancellationToken))).Item;
        return item is { Count: > 0 } ? new(item[SealedAccessToken].B.ToArray(), ItemValue.ToTime(item[AccessTokenExpiresAt])) : null;
    }

    public Task<bool> ReplaceAsync(AppId appId, SealedAccessToken? asRead, SealedAccessToken token, CancellationToken cancellationToken)
    {
        var request = new UpdateItemRequest
        {
            TableName = options.AppsTable,
            Key = new() { [AppTable.AppIdColumn] = new(appId.ToString()) },
            UpdateExpression = Replace,
            ConditionExpression = asRead is null ? HasNone : IsAsRead,
            ExpressionAttributeValues = new() { [":token"] = ItemValue.From(token.Bytes), [":expiresAt"] = ItemValue.From(token.ExpiresAt) },
        };
        if (asRead is not null)
        {
            request.ExpressionAttributeValues[":asRead"] = ItemValue.From(asRead.Bytes);
        }

        return AwsCall.TryWriteAsync(dynamoDB.UpdateItemAsync(request, cancellationToken));
    }
}
