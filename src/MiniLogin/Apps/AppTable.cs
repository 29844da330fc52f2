using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MiniLogin.Aws;

namespace MiniLogin.Apps;

/// <summary>
/// Reads and writes the Apps table.
/// Every write has a condition; if it does not hold, nothing is written and the method returns false.
/// </summary>
/// <exception cref="StoreUnavailableException">From every method. A write may or may not have been made.</exception>
internal sealed class AppTable(IAmazonDynamoDB dynamoDB, MiniLoginOptions options)
{
    public const string AppIdColumn = "appId";
    public const string Kind = "kind";

    /// <summary>False if the merchant of the app has withdrawn the authorisation. Absent for apps of other kinds.</summary>
    public const string Authorized = "authorized";

    private const string BaseUrl = "baseUrl";
    private const string MiniProgram = "miniProgram";
    private const string Name = "name";
    private const string Enabled = "enabled";
    private const string Credentials = "credentials";
    private const string CreatedAt = "createdAt";
    private const string SessionsEndedAt = "sessionsEndedAt";
    private const string LinkByUnionId = "linkByUnionId";

    /// <summary>The row of the person key, which all apps share. It is not an app: no request can name it.</summary>
    public const string PersonKeyRow = "person-key";

    public static readonly TableSchema Schema = new(new(AppIdColumn, ScalarAttributeType.S));

    private const string IsNew = "attribute_not_exists(appId)";
    private const string Exists = "attribute_exists(credentials)";
    private const string EndsLater = Exists + " AND (attribute_not_exists(sessionsEndedAt) OR sessionsEndedAt < :now)";
    private const string IsAsRead = "credentials = :asRead";

    /// <param name="consistent">False costs half as much and may return slightly old data.</param>
    public async Task<AppRow?> FindAsync(AppId appId, bool consistent, CancellationToken cancellationToken)
    {
        var request = new GetItemRequest
        {
            TableName = options.AppsTable,
            Key = new() { [AppIdColumn] = new(appId.ToString()) },
            ConsistentRead = consistent,
        };
        var item = (await AwsCall.RunAsync(dynamoDB.GetItemAsync(request, cancellationToken))).Item;
        return item is { Count: > 0 } && IsApp(item) ? ToRow(item) : null;
    }

    /// <summary>Returns all apps, ordered by app id. Reads the whole table, which is small.</summary>
    public async Task<IReadOnlyList<AppRow>> ListAsync(CancellationToken cancellationToken)
    {
        var request = new ScanRequest { TableName = options.AppsTable, ConsistentRead = true };
        var rows = new List<AppRow>();
        do
        {
            var response = await AwsCall.RunAsync(dynamoDB.ScanAsync(request, cancellationToken));
            rows.AddRange(response.Items.Where(IsApp).Select(ToRow));
            request.ExclusiveStartKey = response.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });

        return [.. rows.OrderBy(r => r.App.AppId.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>Adds an app. Returns false if it is already registered.</summary>
    public Task<bool> AddAsync(App app, byte[] credentials, DateTimeOffset now, CancellationToken cancellationToken) =>
        AwsCall.TryWriteAsync(dynamoDB.PutItemAsync(new PutItemRequest { TableName = options.AppsTable, Item = ToItem(app, credentials, now), ConditionExpression = IsNew }, cancellationToken));

    /// <summary>The row of a new app.</summary>
    public static Dictionary<string, AttributeValue> ToItem(App app, byte[] credentials, DateTimeOffset now)
    {
        var item = new Dictionary<string, AttributeValue>
        {
            [AppIdColumn] = new(app.AppId.ToString()),
            [Name] = new(app.Name),
            [Enabled] = new() { BOOL = app.Enabled },
            [Credentials] = ItemValue.From(credentials),
            [CreatedAt] = ItemValue.From(now),
        };
        if (app.Kind.Name() is { } kind)
        {
            item[Kind] = new(kind);
        }

        if (app.BaseUrl is not null)
        {
            item[BaseUrl] = new(app.BaseUrl.GetLeftPart(UriPartial.Authority));
        }

        if (app.MiniProgram is not null)
        {
            item[MiniProgram] = new(app.MiniProgram.ToString());
        }

        if (app.LinksByUnionId)
        {
            item[LinkByUnionId] = new() { BOOL = true };
        }

        return item;
    }

    /// <summary>Whether the merchant of the app authorises it; true for apps of other kinds.</summary>
    public static bool IsAuthorized(Dictionary<string, AttributeValue> item) => !item.TryGetValue(Authorized, out var authorized) || (authorized.BOOL ?? false);

    /// <summary>Enables or disables an app. Returns false if there is no such app.</summary>
    public Task<bool> SetEnabledAsync(AppId appId, bool enabled, CancellationToken cancellationToken) =>
        UpdateAsync(appId, "SET enabled = :enabled", Exists, new() { [":enabled"] = new() { BOOL = enabled } }, cancellationToken);

    /// <summary>
    /// Ends all sessions of the app that were created until now. Returns false if there is no such app, or they have ended already.
    /// </summary>
    public Task<bool> EndSessionsAsync(AppId appId, DateTimeOffset now, CancellationToken cancellationToken) =>
        UpdateAsync(appId, "SET sessionsEndedAt = :now", EndsLater, new() { [":now"] = ItemValue.From(now) }, cancellationToken);

    /// <summary>Replaces the credentials. Returns false if they changed after they were read.</summary>
    public Task<bool> ReplaceCredentialsAsync(AppRow asRead, byte[] credentials, CancellationToken cancellationToken) => UpdateAsync(
        asRead.App.AppId,
        "SET credentials = :credentials",
        IsAsRead,
        new() { [":credentials"] = ItemValue.From(credentials), [":asRead"] = ItemValue.From(asRead.Credentials) },
        cancellationToken);

    /// <summary>
    /// Has logins link users by unionid, or not, and replaces the credentials, which have the person key. Returns false if the credentials
    /// changed after they were read.
    /// </summary>
    public Task<bool> SetLinkingAsync(AppRow asRead, bool linksByUnionId, byte[] credentials, CancellationToken cancellationToken) => UpdateAsync(
        asRead.App.AppId,
        "SET linkByUnionId = :links, credentials = :credentials",
        IsAsRead,
        new() { [":links"] = new() { BOOL = linksByUnionId }, [":credentials"] = ItemValue.From(credentials), [":asRead"] = ItemValue.From(asRead.Credentials) },
        cancellationToken);

    /// <summary>Returns the encrypted person key, or null if there is none.</summary>
    public async Task<byte[]?> FindPersonKeyAsync(CancellationToken cancellationToken)
    {
        var request = new GetItemRequest { TableName = options.AppsTable, Key = new() { [AppIdColumn] = new(PersonKeyRow) }, ConsistentRead = true };
        return (await AwsCall.RunAsync(dynamoDB.GetItemAsync(request, cancellationToken))).Item is { Count: > 0 } item ? item[Credentials].B.ToArray() : null;
    }

    /// <summary>Adds the encrypted person key. Returns false if there is one already.</summary>
    public Task<bool> AddPersonKeyAsync(byte[] personKey, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var item = new Dictionary<string, AttributeValue> { [AppIdColumn] = new(PersonKeyRow), [Credentials] = ItemValue.From(personKey), [CreatedAt] = ItemValue.From(now) };
        return AwsCall.TryWriteAsync(dynamoDB.PutItemAsync(new PutItemRequest { TableName = options.AppsTable, Item = item, ConditionExpression = IsNew }, cancellationToken));
    }

    private Task<bool> UpdateAsync(AppId appId, string update, string condition, Dictionary<string, AttributeValue> values, CancellationToken cancellationToken) =>
        AwsCall.TryWriteAsync(dynamoDB.UpdateItemAsync(
            new UpdateItemRequest
            {
                TableName = options.AppsTable,
                Key = new() { [AppIdColumn] = new(appId.ToString()) },
                UpdateExpression = update,
                ConditionExpression = condition,
                ExpressionAttributeValues = values,
            },
            cancellationToken));

    // A row that was added manually under another kind of key is not an app, because no request can name it. Nor is one of a kind that
    // a newer version added, or one whose secret would be sent without TLS.
    private static bool IsApp(Dictionary<string, AttributeValue> item) =>
        item.ContainsKey(Credentials) && AppId.TryParse(item[AppIdColumn].S, out var id) && KindOf(item, id) is not null && (Text(item, BaseUrl) is null || BaseUrlOf(item) is not null);

    private static AppKind? KindOf(Dictionary<string, AttributeValue> item, AppId id) => AppKinds.Parse(Text(item, Kind), id);

    private static Uri? BaseUrlOf(Dictionary<string, AttributeValue> item) => Uri.TryCreate(Text(item, BaseUrl), UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps ? url : null;

    private static string? Text(Dictionary<string, AttributeValue> item, string column) => item.TryGetValue(column, out var value) ? value.S : null;

    private static App ToApp(Dictionary<string, AttributeValue> item, AppId id) =>
        new(id, item[Name].S, (item[Enabled].BOOL ?? false) && IsAuthorized(item), item.TryGetValue(SessionsEndedAt, out var endedAt) ? ItemValue.ToTime(endedAt) : null, KindOf(item, id)!.Value)
        {
            BaseUrl = BaseUrlOf(item),
            MiniProgram = AppId.TryParse(Text(item, MiniProgram), out var miniProgram) ? miniProgram : null,
            LinksByUnionId = item.TryGetValue(LinkByUnionId, out var links) && links.BOOL == true,
        };

    private static AppRow ToRow(Dictionary<string, AttributeValue> item) => new(
        ToApp(item, AppId.Parse(item[AppIdColumn].S)),
        item[Credentials].B.ToArray(),
        item.TryGetValue(CreatedAt, out var createdAt) ? ItemValue.ToTime(createdAt) : null);
}

/// <summary>The row of an app.</summary>
/// <param name="Credentials">Encrypted by KMS.</param>
/// <param name="CreatedAt">Null if the row was added manually without it.</param>
internal sealed record AppRow(App App, byte[] Credentials, DateTimeOffset? CreatedAt);
