using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MiniLogin.Apps;
using MiniLogin.Aws;
using MiniLogin.Users;

namespace MiniLogin.Sessions;

/// <summary>
/// Reads and writes the Sessions table.
/// Every write has a condition; if it does not hold, nothing is written and the method returns false.
/// An ended session leaves a tombstone under its id for some time, so that a late write of its login cannot bring it back.
/// </summary>
/// <exception cref="StoreUnavailableException">From every method. A write may or may not have been made.</exception>
internal interface ISessionStore
{
    /// <summary>Writes a new row. Returns false if the id is taken by a session or a tombstone.</summary>
    Task<bool> CreateAsync(StoredSession session, CancellationToken cancellationToken);

    /// <summary>Returns the row, even if it has expired, or null if there is none. The read is consistent.</summary>
    Task<SessionRow?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// Extends a session, or ends it if <paramref name="expiresAt"/> is now. Returns false if it changed since it was read, or has ended
    /// or is about to end. The only write that a session check makes: CheckSessionPolicy in template.yaml allows no attribute but those it names.
    /// </summary>
    Task<bool> ExtendAsync(Session asRead, DateTimeOffset lastSeenAt, DateTimeOffset expiresAt, CancellationToken cancellationToken);

    /// <summary>Ends a live session with this secret now. Leaves a tombstone until <paramref name="tombstoneUntil"/>.</summary>
    Task<bool> EndAsync(SessionToken token, DateTimeOffset now, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken);

    /// <summary>
    /// Ends a live session of this user now. Leaves a tombstone until <paramref name="tombstoneUntil"/>. Returns false if the
    /// session is not live or not this user's.
    /// </summary>
    Task<bool> EndByIdAsync(string id, UserKey userKey, DateTimeOffset now, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken);

    /// <summary>
    /// Removes a session of this user now, live or not, with all that it says about the user. Leaves a tombstone until
    /// <paramref name="tombstoneUntil"/>. Returns false if the row is not this user's, or is a tombstone already.
    /// </summary>
    Task<bool> EraseAsync(string id, UserKey userKey, DateTimeOffset now, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken);

    /// <summary>Returns the user's sessions, also those that have expired, newest first. Reads an index that may lag slightly.</summary>
    /// <param name="limit">How many rows to read, 1 to 100.</param>
    Task<SessionPage> ListAsync(UserKey userKey, SessionCursor? after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a session with this secret end at <paramref name="endsAt"/>, if it would end later and is not about to end already.
    /// Its row stays as a tombstone.
    /// </summary>
    Task<bool> EndSoonAsync(SessionToken token, DateTimeOffset endsAt, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken);
}

/// <summary>The row of a session id: a <see cref="StoredSession"/> or a <see cref="SessionTombstone"/>.</summary>
internal abstract record SessionRow
{
    private protected SessionRow()
    {
    }
}

/// <summary>The row of a session.</summary>
/// <param name="SecretHash">SHA-256 of the token's secret.</param>
/// <param name="Salt">The token's secret is derived from it.</param>
/// <param name="IsEnding">A newer login replaced the session. It ends at its ExpiresAt and is not extended.</param>
internal sealed record StoredSession(Session Session, byte[] SecretHash, byte[] Salt, bool IsEnding = false) : SessionRow
{
    public bool IsLive(DateTimeOffset now) => now < Session.ExpiresAt && now < Session.AbsoluteExpiresAt;
}

/// <summary>The session with this id was ended. Its user is no longer known.</summary>
internal sealed record SessionTombstone : SessionRow;

/// <summary>
/// Stores sessions in DynamoDB. <c>expiresAt</c> is the TTL attribute; DynamoDB removes rows days late, so every reader checks the
/// time. A tombstone has only <c>id</c>, <c>endsAt</c> and <c>expiresAt</c>; ending a session removes its user from the row at once.
/// </summary>
internal sealed class DynamoDBSessionStore(IAmazonDynamoDB dynamoDB, MiniLoginOptions options) : ISessionStore
{
    private const string Id = "id";
    private const string ByUser = "byUser";
    private const string SecretHash = "secretHash";
    private const string Salt = "salt";
    private const string AppIdColumn = "appId";
    private const string OpenId = "openId";
    private const string UnionId = "unionId";
    private const string UserKeyColumn = "userKey";
    private const string CreatedAt = "createdAt";
    private const string LastSeenAt = "lastSeenAt";
    private const string ExpiresAt = "expiresAt";
    private const string AbsoluteExpiresAt = "absoluteExpiresAt";
    private const string EndsAt = "endsAt";
    private const string SecurityStamp = "securityStamp";
    private const string PersonId = "personId";
    private const string UserAgent = "userAgent";
    private const string MiniProgramVersion = "miniProgramVersion";

    public static readonly TableSchema Schema = new(
        new(Id, ScalarAttributeType.S),
        ExpiresAt,
        HasStream: false,
        new TableIndex(ByUser, [new(UserKeyColumn, ScalarAttributeType.S), new(CreatedAt, ScalarAttributeType.N)], [LastSeenAt, ExpiresAt, AbsoluteExpiresAt, EndsAt, UserAgent, MiniProgramVersion]));

    private const string IsNew = "attribute_not_exists(id)";
    // A tombstone has no lastSeenAt. Only the attributes of CheckSessionPolicy may be named here and in Extend.
    private const string IsAsRead = "attribute_exists(lastSeenAt) AND expiresAt = :read AND attribute_not_exists(endsAt)";
    private const string IsOfUser = "userKey = :userKey";
    private const string IsLiveForUser = "userKey = :userKey AND expiresAt > :now AND absoluteExpiresAt > :now AND (attribute_not_exists(endsAt) OR endsAt > :now)";
    private const string IsLiveWithSecret = "secretHash = :secretHash AND expiresAt > :now AND absoluteExpiresAt > :now AND (attribute_not_exists(endsAt) OR endsAt > :now)";
    private const string WouldEndLater = "secretHash = :secretHash AND expiresAt > :endsAt AND absoluteExpiresAt > :endsAt AND attribute_not_exists(endsAt)";

    private const string Extend = "SET lastSeenAt = :lastSeenAt, expiresAt = :expiresAt";
    private const string EndSoon = "SET endsAt = :endsAt, expiresAt = :tombstoneUntil";
    private const string End = "SET endsAt = :now, expiresAt = :tombstoneUntil REMOVE secretHash, salt, appId, openId, unionId, userKey, personId, securityStamp, "
        + "createdAt, lastSeenAt, absoluteExpiresAt, userAgent, miniProgramVersion";

    public Task<bool> CreateAsync(StoredSession session, CancellationToken cancellationToken) => AwsCall.TryWriteAsync(dynamoDB.PutItemAsync(
        new PutItemRequest
        {
            TableName = options.SessionsTable,
            Item = ToItem(session),
            ConditionExpression = IsNew,
        },
        cancellationToken));

    public async Task<SessionRow?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var request = new GetItemRequest
        {
            TableName = options.SessionsTable,
            Key = new() { [Id] = new(id) },
            ConsistentRead = true,
        };
        var item = (await AwsCall.RunAsync(dynamoDB.GetItemAsync(request, cancellationToken))).Item;
        if (item is not { Count: > 0 })
        {
            return null;
        }

        return item.ContainsKey(SecretHash) ? ToSession(item) : new SessionTombstone();
    }

    public Task<bool> ExtendAsync(Session asRead, DateTimeOffset lastSeenAt, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        UpdateAsync(asRead.Id, Extend, IsAsRead, new()
        {
            [":read"] = ItemValue.From(asRead.ExpiresAt),
            [":lastSeenAt"] = ItemValue.From(lastSeenAt),
            [":expiresAt"] = ItemValue.From(expiresAt),
        }, cancellationToken);

    public Task<bool> EndAsync(SessionToken token, DateTimeOffset now, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken) =>
        UpdateAsync(token.Id, End, IsLiveWithSecret, new()
        {
            [":secretHash"] = ItemValue.From(token.SecretHash()),
            [":now"] = ItemValue.From(now),
            [":tombstoneUntil"] = ItemValue.From(tombstoneUntil),
        }, cancellationToken);

    public Task<bool> EndByIdAsync(string id, UserKey userKey, DateTimeOffset now, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken) =>
        UpdateAsync(id, End, IsLiveForUser, new()
        {
            [":userKey"] = new(userKey.ToString()),
            [":now"] = ItemValue.From(now),
            [":tombstoneUntil"] = ItemValue.From(tombstoneUntil),
        }, cancellationToken);

    public Task<bool> EraseAsync(string id, UserKey userKey, DateTimeOffset now, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken) =>
        UpdateAsync(id, End, IsOfUser, new()
        {
            [":userKey"] = new(userKey.ToString()),
            [":now"] = ItemValue.From(now),
            [":tombstoneUntil"] = ItemValue.From(tombstoneUntil),
        }, cancellationToken);

    public async Task<SessionPage> ListAsync(UserKey userKey, SessionCursor? after, int limit, CancellationToken cancellationToken)
    {
        var request = new QueryRequest
        {
            TableName = options.SessionsTable,
            IndexName = ByUser,
            KeyConditionExpression = "userKey = :userKey",
            ExpressionAttributeValues = new() { [":userKey"] = new(userKey.ToString()) },
            ScanIndexForward = false,
            Limit = limit,
            ExclusiveStartKey = after is null ? null : new() { [UserKeyColumn] = new(userKey.ToString()), [CreatedAt] = ItemValue.From(after.CreatedAt), [Id] = new(after.Id) },
        };
        var response = await AwsCall.RunAsync(dynamoDB.QueryAsync(request, cancellationToken));
        return new([.. response.Items.Select(ToListed)], response.LastEvaluatedKey is { Count: > 0 } last ? new(ItemValue.ToTime(last[CreatedAt]), last[Id].S) : null);
    }

    public Task<bool> EndSoonAsync(SessionToken token, DateTimeOffset endsAt, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken) =>
        UpdateAsync(token.Id, EndSoon, WouldEndLater, new()
        {
            [":secretHash"] = ItemValue.From(token.SecretHash()),
            [":endsAt"] = ItemValue.From(endsAt),
            [":tombstoneUntil"] = ItemValue.From(tombstoneUntil),
        }, cancellationToken);

    private Task<bool> UpdateAsync(string id, string update, string condition, Dictionary<string, AttributeValue> values, CancellationToken cancellationToken) =>
        AwsCall.TryWriteAsync(dynamoDB.UpdateItemAsync(
            new UpdateItemRequest
            {
                TableName = options.SessionsTable,
                Key = new() { [Id] = new(id) },
                UpdateExpression = update,
                ConditionExpression = condition,
                ExpressionAttributeValues = values,
            },
            cancellationToken));

    private static Dictionary<string, AttributeValue> ToItem(StoredSession stored)
    {
        var session = stored.Session;
        var item = new Dictionary<string, AttributeValue>
        {
            [Id] = new(session.Id),
            [SecretHash] = ItemValue.From(stored.SecretHash),
            [Salt] = ItemValue.From(stored.Salt),
            [AppIdColumn] = new(session.AppId.ToString()),
            [OpenId] = new(session.OpenId),
            [UserKeyColumn] = new(session.UserKey.ToString()),
            [CreatedAt] = ItemValue.From(session.CreatedAt),
            [LastSeenAt] = ItemValue.From(session.LastSeenAt),
            [ExpiresAt] = ItemValue.From(session.ExpiresAt),
            [AbsoluteExpiresAt] = ItemValue.From(session.AbsoluteExpiresAt),
        };
        AddText(UnionId, session.UnionId);
        AddText(PersonId, session.PersonId);
        AddText(SecurityStamp, session.SecurityStamp);
        AddText(UserAgent, session.Client.UserAgent);
        AddText(MiniProgramVersion, session.Client.MiniProgramVersion);
        return item;

        void AddText(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                item[name] = new(value);
            }
        }
    }

    private static ListedSession ToListed(Dictionary<string, AttributeValue> item)
    {
        var end = ItemValue.ToTime(item.TryGetValue(EndsAt, out var endsAt) ? endsAt : item[ExpiresAt]);
        var absoluteEnd = ItemValue.ToTime(item[AbsoluteExpiresAt]);
        return new(
            item[Id].S,
            ItemValue.ToTime(item[CreatedAt]),
            ItemValue.ToTime(item[LastSeenAt]),
            end < absoluteEnd ? end : absoluteEnd,
            new(item.GetValueOrDefault(UserAgent)?.S, item.GetValueOrDefault(MiniProgramVersion)?.S));
    }

    private static StoredSession ToSession(Dictionary<string, AttributeValue> item)
    {
        var isEnding = item.TryGetValue(EndsAt, out var endsAt);
        return new(
            new(
                item[Id].S,
                AppId.Parse(item[AppIdColumn].S),
                item[OpenId].S,
                Text(UnionId),
                ItemValue.ToTime(item[CreatedAt]),
                ItemValue.ToTime(item[LastSeenAt]),
                ItemValue.ToTime(isEnding ? endsAt! : item[ExpiresAt]),
                ItemValue.ToTime(item[AbsoluteExpiresAt]),
                new(Text(UserAgent), Text(MiniProgramVersion)))
            {
                PersonId = Text(PersonId),
                SecurityStamp = Text(SecurityStamp),
            },
            item[SecretHash].B.ToArray(),
            item[Salt].B.ToArray(),
            isEnding);

        string? Text(string name) => item.TryGetValue(name, out var value) ? value.S : null;
    }
}
