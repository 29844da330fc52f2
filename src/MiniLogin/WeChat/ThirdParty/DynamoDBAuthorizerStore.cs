using System.Security.Cryptography;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MiniLogin.Apps;
using MiniLogin.Aws;
using MiniLogin.Secrets;

namespace MiniLogin.WeChat.ThirdParty;

/// <summary>
/// Adds and changes the rows of merchants in the Apps table. Never changes <c>enabled</c>, which is the operator's, nor the credentials.
/// </summary>
internal sealed class DynamoDBAuthorizerStore(IAmazonDynamoDB dynamoDB, KmsAppCredentialsCipher cipher, MiniLoginOptions options) : IAuthorizerStore
{
    private const string ChangedAt = "authorizationChangedAt";

    private const string IsNew = "attribute_not_exists(appId)";
    private const string IsOlder = "kind = :kind AND authorizationChangedAt < :at";
    private const string IsNotNewer = "kind = :kind AND authorizationChangedAt <= :at";

    public async Task<AuthorizerState?> FindAsync(AppId appId, CancellationToken cancellationToken)
    {
        var request = new GetItemRequest { TableName = options.AppsTable, Key = Key(appId), ConsistentRead = true };
        return (await AwsCall.RunAsync(dynamoDB.GetItemAsync(request, cancellationToken))).Item is { Count: > 0 } item
            ? new(
                item.TryGetValue(AppTable.Kind, out var kind) && kind.S == AppKinds.Authorizer,
                AppTable.IsAuthorized(item),
                item.TryGetValue(ChangedAt, out var changedAt) ? ItemValue.ToTime(changedAt) : null)
            : null;
    }

    public async Task<bool> AddAsync(Component component, App app, AppCredentials credentials, SealedAccessToken tokens, DateTimeOffset at, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var json = AppCredentialsDocument.Write(credentials);
        var item = AppTable.ToItem(app, await cipher.EncryptAsync(app.AppId.ToString(), component.KeyId!, json, cancellationToken), now);
        CryptographicOperations.ZeroMemory(json);
        item[AppTable.Authorized] = new() { BOOL = true };
        item[ChangedAt] = ItemValue.From(at);
        foreach (var (column, value) in DynamoDBAccessTokenStore.ToItem(tokens))
        {
            item[column] = value;
        }

        return await AwsCall.TryWriteAsync(dynamoDB.PutItemAsync(new PutItemRequest { TableName = options.AppsTable, Item = item, ConditionExpression = IsNew }, cancellationToken));
    }

    public Task<bool> AuthorizeAsync(AppId appId, SealedAccessToken tokens, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var values = DynamoDBAccessTokenStore.ToItem(tokens);
        return UpdateAsync(appId, $"SET authorized = :authorized, authorizationChangedAt = :at, {string.Join(", ", values.Keys.Select(column => $"{column} = :{column}"))}", IsOlder, isAuthorized: true, at, values, cancellationToken);
    }

    public Task<bool> DeauthorizeAsync(AppId appId, DateTimeOffset at, CancellationToken cancellationToken) =>
        UpdateAsync(appId, "SET authorized = :authorized, authorizationChangedAt = :at REMOVE sealedAccessToken, accessTokenExpiresAt, sealedRefreshToken", IsNotNewer, isAuthorized: false, at, [], cancellationToken);

    private Task<bool> UpdateAsync(AppId appId, string update, string condition, bool isAuthorized, DateTimeOffset at, Dictionary<string, AttributeValue> columns, CancellationToken cancellationToken)
    {
        var values = columns.ToDictionary(column => $":{column.Key}", column => column.Value);
        values[":kind"] = new(AppKinds.Authorizer);
        values[":authorized"] = new() { BOOL = isAuthorized };
        values[":at"] = ItemValue.From(at);
        return AwsCall.TryWriteAsync(dynamoDB.UpdateItemAsync(
            new UpdateItemRequest
            {
                TableName = options.AppsTable,
                Key = Key(appId),
                UpdateExpression = update,
                ConditionExpression = condition,
                ExpressionAttributeValues = values,
            },
            cancellationToken));
    }

    private static Dictionary<string, AttributeValue> Key(AppId appId) => new() { [AppTable.AppIdColumn] = new(appId.ToString()) };
}
