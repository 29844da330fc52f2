using System.Security.Cryptography;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MiniLogin.Apps;
using MiniLogin.Aws;
using MiniLogin.Secrets;

namespace MiniLogin.WeChat.ThirdParty;

/// <summary>
/// Uses three rows of the Apps table that are no apps, so that a function which exchanges codes may write only the one with the token.
/// </summary>
internal sealed class DynamoDBComponentStore(IAmazonDynamoDB dynamoDB, KmsAppCredentialsCipher cipher, MiniLoginOptions options, TimeProvider clock) : IComponentStore
{
    /// <summary>The keys of the rows. None has the form of an app id.</summary>
    public const string ConfigurationKey = "component";
    public const string TicketKey = "component/ticket";
    public const string TokenKey = "component/token";

    private const string ComponentAppId = "componentAppId";
    private const string Credentials = "credentials";
    private const string SealedTicket = "sealedTicket";
    private const string TicketCreatedAt = "ticketCreatedAt";
    private const string SealedToken = "sealedComponentToken";
    private const string TokenExpiresAt = "componentTokenExpiresAt";

    private const string Exists = "attribute_exists(appId)";
    private const string IsNotConfigured = "attribute_not_exists(credentials)";
    private const string IsConfiguredAsRead = "credentials = :asRead";
    private const string IsNewer = "attribute_not_exists(ticketCreatedAt) OR ticketCreatedAt < :at";
    private const string IsFree = "(attribute_not_exists(leaseUntil) OR leaseUntil <= :now)";
    private const string HasNone = IsFree + " AND attribute_not_exists(sealedComponentToken)";
    private const string IsAsRead = IsFree + " AND sealedComponentToken = :asRead";
    private const string IsLeased = "leaseUntil = :lease";

    private static readonly TimeSpan TrustFor = TimeSpan.FromSeconds(60);

    private Known? _known;

    public async Task<Component?> FindAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (Volatile.Read(ref _known) is { } known && now - known.ReadAt <= TrustFor)
        {
            return known.Component;
        }

        var item = await GetAsync(ConfigurationKey, cancellationToken);
        if (!item.TryGetValue(Credentials, out var credentials) || !AppId.TryParse(item[ComponentAppId].S, out var appId))
        {
            Volatile.Write(ref _known, new(null, [], now));
            return null;
        }

        var bytes = credentials.B.ToArray();
        var component = _known is { Component: { } opened } before && before.Sealed.AsSpan().SequenceEqual(bytes) && opened.AppId == appId
            ? opened
            : await OpenAsync(appId, bytes, cancellationToken);
        Volatile.Write(ref _known, new(component, bytes, now));
        return component;
    }

    /// <summary>
    /// Sets the configuration. The ticket and the token of another component stay, but cannot be opened any more. Returns false if it
    /// changed since <see cref="FindAsync"/> read it.
    /// </summary>
    public async Task<bool> SaveAsync(Component component, CancellationToken cancellationToken)
    {
        var json = component.Secrets.Write();
        var values = new Dictionary<string, AttributeValue>
        {
            [":appId"] = new(component.AppId.ToString()),
            [":credentials"] = ItemValue.From(await cipher.EncryptAsync(ConfigurationKey, component.KeyId!, json, cancellationToken)),
        };
        CryptographicOperations.ZeroMemory(json);
        if (_known is { Component: not null, Sealed: var asRead })
        {
            values[":asRead"] = ItemValue.From(asRead);
        }

        return await TryAsync(ConfigurationKey, "SET componentAppId = :appId, credentials = :credentials", values.ContainsKey(":asRead") ? IsConfiguredAsRead : IsNotConfigured, values, cancellationToken);
    }

    /// <summary>Removes the configuration, the ticket and the token.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        foreach (var key in new[] { ConfigurationKey, TicketKey, TokenKey })
        {
            await AwsCall.TryWriteAsync(dynamoDB.DeleteItemAsync(new DeleteItemRequest { TableName = options.AppsTable, Key = Key(key), ConditionExpression = Exists }, cancellationToken));
        }

        Volatile.Write(ref _known, null);
    }

    public async Task<SealedTicket?> FindTicketAsync(CancellationToken cancellationToken)
    {
        var item = await GetAsync(TicketKey, cancellationToken);
        return item.TryGetValue(SealedTicket, out var ticket) ? new(ticket.B.ToArray(), ItemValue.ToTime(item[TicketCreatedAt])) : null;
    }

    public Task<bool> SaveTicketAsync(SealedTicket ticket, CancellationToken cancellationToken) => TryAsync(TicketKey, "SET sealedTicket = :ticket, ticketCreatedAt = :at", IsNewer, new()
    {
        [":ticket"] = ItemValue.From(ticket.Bytes),
        [":at"] = ItemValue.From(ticket.CreatedAt),
    }, cancellationToken);

    public async Task<SealedAccessToken?> FindTokenAsync(CancellationToken cancellationToken)
    {
        var item = await GetAsync(TokenKey, cancellationToken);
        return item.TryGetValue(SealedToken, out var token) ? new(token.B.ToArray(), ItemValue.ToTime(item[TokenExpiresAt])) : null;
    }

    public Task<bool> TryLeaseAsync(SealedAccessToken? asRead, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, AttributeValue> { [":now"] = ItemValue.From(now), [":until"] = ItemValue.From(until) };
        if (asRead is not null)
        {
            values[":asRead"] = ItemValue.From(asRead.Bytes);
        }

        return TryAsync(TokenKey, "SET leaseUntil = :until", asRead is null ? HasNone : IsAsRead, values, cancellationToken);
    }

    public Task<bool> SaveTokenAsync(SealedAccessToken token, DateTimeOffset lease, CancellationToken cancellationToken) =>
        TryAsync(TokenKey, "SET sealedComponentToken = :token, componentTokenExpiresAt = :expiresAt REMOVE leaseUntil", IsLeased, new()
        {
            [":token"] = ItemValue.From(token.Bytes),
            [":expiresAt"] = ItemValue.From(token.ExpiresAt),
            [":lease"] = ItemValue.From(lease),
        }, cancellationToken);

    private async Task<Component> OpenAsync(AppId appId, byte[] credentials, CancellationToken cancellationToken)
    {
        var (json, keyId) = await cipher.DecryptWithKeyIdAsync(ConfigurationKey, new(credentials, writable: false), cancellationToken);
        var secrets = ComponentSecrets.Read(json);
        CryptographicOperations.ZeroMemory(json);
        return new(appId, secrets, keyId);
    }

    private async Task<Dictionary<string, AttributeValue>> GetAsync(string key, CancellationToken cancellationToken) =>
        (await AwsCall.RunAsync(dynamoDB.GetItemAsync(new GetItemRequest { TableName = options.AppsTable, Key = Key(key), ConsistentRead = true }, cancellationToken))).Item ?? [];

    private Task<bool> TryAsync(string key, string update, string condition, Dictionary<string, AttributeValue> values, CancellationToken cancellationToken) =>
        AwsCall.TryWriteAsync(dynamoDB.UpdateItemAsync(
            new UpdateItemRequest
            {
                TableName = options.AppsTable,
                Key = Key(key),
                UpdateExpression = update,
                ConditionExpression = condition,
                ExpressionAttributeValues = values,
            },
            cancellationToken));

    private static Dictionary<string, AttributeValue> Key(string key) => new() { [AppTable.AppIdColumn] = new(key) };

    private sealed record Known(Component? Component, byte[] Sealed, DateTimeOffset ReadAt);
}
