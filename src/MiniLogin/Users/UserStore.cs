using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MiniLogin.Aws;

namespace MiniLogin.Users;

/// <summary>Reads and writes the Users table. A deleted user leaves a tombstone for a day, which only says when their sessions ended.</summary>
/// <exception cref="StoreUnavailableException">From every method. A write may or may not have been made.</exception>
internal interface IUserStore
{
    /// <summary>
    /// Counts the login and stores the new profile data and the newest two sealed session_keys. Returns the updated user, or null if
    /// the user has logged in too often this minute.
    /// </summary>
    Task<User?> RecordLoginAsync(UserLogin login, CancellationToken cancellationToken);

    /// <summary>
    /// Adds a user from another server with one login counted, so that the next login here is not their first.
    /// Returns false if the user already exists, or was deleted and still has a tombstone.
    /// </summary>
    Task<bool> ImportAsync(ImportedUser user, CancellationToken cancellationToken);

    /// <summary>Returns the user, or null if there is none. The read is consistent.</summary>
    Task<User?> FindAsync(UserKey userKey, CancellationToken cancellationToken);

    /// <summary>Returns the users of one person across apps, by unionid. The index may lag slightly.</summary>
    Task<IReadOnlyList<UserKey>> FindKeysByUnionIdAsync(string unionId, CancellationToken cancellationToken);

    /// <summary>Changes the profile of an existing user. Returns null if there is no such user.</summary>
    Task<ChangedProfile?> UpdateProfileAsync(UserKey userKey, ProfileChange change, CancellationToken cancellationToken);

    /// <summary>Stores the sealed phone number of an existing user. Returns false if there is no such user.</summary>
    Task<bool> BindPhoneAsync(UserKey userKey, byte[] sealedPhone, CancellationToken cancellationToken);

    /// <summary>
    /// Returns the newest sealed session_key, then the previous one. Empty before the first login here; null if there is no such user.
    /// </summary>
    Task<IReadOnlyList<byte[]>?> FindSessionKeysAsync(UserKey userKey, CancellationToken cancellationToken);

    /// <summary>Replaces the newest session_key. Returns false if it changed since it was read.</summary>
    Task<bool> ReplaceSessionKeyAsync(UserKey userKey, byte[] asRead, byte[] sealedSessionKey, CancellationToken cancellationToken);

    /// <summary>Records that all sessions created up to now have ended, except the kept one. Returns false if there is no such user.</summary>
    Task<bool> EndSessionsAsync(UserKey userKey, DateTimeOffset now, string? keptSessionId, CancellationToken cancellationToken);

    /// <summary>Blocks or unblocks a user. Returns false if there is no such user.</summary>
    Task<bool> SetBlockedAsync(UserKey userKey, bool blocked, CancellationToken cancellationToken);

    /// <summary>Deletes a user and leaves a tombstone until <paramref name="tombstoneUntil"/>. Returns false if there is no such user.</summary>
    Task<bool> DeleteAsync(UserKey userKey, DateTimeOffset now, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken);
}

/// <summary>What a login changes of its user. Null values stay unchanged.</summary>
/// <param name="MaxPerMinute">Further logins in the same calendar minute are not recorded.</param>
internal sealed record UserLogin(UserKey Key, string? UnionId, UserProfile? Profile, byte[] SealedSessionKey, DateTimeOffset At, int MaxPerMinute)
{
    public long Minute => At.ToUnixTimeSeconds() / 60;
}

/// <summary>A user from another server. Null values were not known there.</summary>
internal sealed record ImportedUser(UserKey Key, string? UnionId, UserProfile? Profile, DateTimeOffset FirstLoginAt, DateTimeOffset LastLoginAt);

/// <summary>What a user changes of their profile. Null values stay unchanged.</summary>
/// <param name="AvatarName">
/// The stored picture that <paramref name="AvatarUrl"/> shows. If it is null and the URL is not, the URL shows no stored picture and
/// the user no longer has one.
/// </param>
internal sealed record ProfileChange(string? NickName, string? AvatarUrl, string? AvatarName = null)
{
    public bool IsEmpty => NickName is null && AvatarUrl is null;

    public User ApplyTo(User user) => IsEmpty ? user : user with
    {
        Profile = (user.Profile ?? new(null, null)) with
        {
            NickName = NickName ?? user.Profile?.NickName,
            AvatarUrl = AvatarUrl ?? user.Profile?.AvatarUrl,
        },
        AvatarName = AvatarUrl is null ? user.AvatarName : AvatarName,
    };
}

/// <summary>A user immediately before and after one change, so that each of several parallel changes knows what it replaced.</summary>
internal sealed record ChangedProfile(User Before, User After);

/// <summary>
/// Stores users in DynamoDB. A user's row has an <c>appId</c> and no <c>expiresAt</c>, which is the TTL attribute. A tombstone has
/// only <c>userKey</c>, <c>sessionsEndedAt</c> and <c>expiresAt</c>.
/// </summary>
internal sealed class DynamoDBUserStore(IAmazonDynamoDB dynamoDB, MiniLoginOptions options) : IUserStore
{
    // Values are those before the update, so previousSessionKey gets the old sealedSessionKey. This keeps the newest two keys without a read.
    private const string RecordLogin = "SET appId = :appId, openId = :openId, firstLoginAt = if_not_exists(firstLoginAt, :now), lastLoginAt = :now, "
        + "previousSessionKey = if_not_exists(sealedSessionKey, :sessionKey), sealedSessionKey = :sessionKey, loginMinute = :minute";

    private const string FirstInMinute = ", loginsInMinute = :one";
    private const string Import = "SET appId = :appId, openId = :openId, firstLoginAt = :first, lastLoginAt = :last, loginCount = :one";
    private const string CountLogin = " REMOVE expiresAt ADD loginCount :one";
    private const string CountInMinute = ", loginsInMinute :one";

    // The row is new, a tombstone, or belongs to this user.
    private const string IsThisUser = "(attribute_not_exists(appId) OR (appId = :appId AND openId = :openId))";
    private const string IsFirstInMinute = IsThisUser + " AND (attribute_not_exists(loginMinute) OR loginMinute <> :minute)";
    private const string IsNotTooMany = IsThisUser + " AND loginMinute = :minute AND loginsInMinute < :max";
    private const string Exists = "attribute_exists(appId)";
    private const string HasNoRow = "attribute_not_exists(userKey)";
    private const string IsAsRead = "sealedSessionKey = :asRead";

    private const string SetAvatarName = ", avatarName = :avatarName";
    private const string RemoveAvatarName = " REMOVE avatarName";

    private static readonly string Delete = "SET sessionsEndedAt = :now, expiresAt = :tombstoneUntil REMOVE "
        + string.Join(", ", UserColumns.Erased.Select(column => column == UserColumns.Language ? "#language" : column));

    public async Task<User?> RecordLoginAsync(UserLogin login, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, AttributeValue>
        {
            [":appId"] = new(login.Key.AppId.ToString()),
            [":openId"] = new(login.Key.OpenId),
            [":now"] = ItemValue.From(login.At),
            [":sessionKey"] = ItemValue.From(login.SealedSessionKey),
            [":minute"] = ItemValue.From(login.Minute),
            [":one"] = ItemValue.From(1),
        };
        var names = new Dictionary<string, string>();
        var update = RecordLogin + UserColumns.Set(login.UnionId, login.Profile, values, names);

        var user = await UpdateAsync(login.Key, update + FirstInMinute + CountLogin, IsFirstInMinute, values, names, cancellationToken);
        if (user is not null)
        {
            return user;
        }

        values[":max"] = ItemValue.From(login.MaxPerMinute);
        return await UpdateAsync(login.Key, update + CountLogin + CountInMinute, IsNotTooMany, values, names, cancellationToken);
    }

    public async Task<bool> ImportAsync(ImportedUser user, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, AttributeValue>
        {
            [":appId"] = new(user.Key.AppId.ToString()),
            [":openId"] = new(user.Key.OpenId),
            [":first"] = ItemValue.From(user.FirstLoginAt),
            [":last"] = ItemValue.From(user.LastLoginAt),
            [":one"] = ItemValue.From(1),
        };
        var names = new Dictionary<string, string>();
        var update = Import + UserColumns.Set(user.UnionId, user.Profile, values, names);
        return await UpdateAsync(user.Key, update, HasNoRow, values, names, cancellationToken) is not null;
    }

    public async Task<User?> FindAsync(UserKey userKey, CancellationToken cancellationToken) =>
        await ReadAsync(userKey, cancellationToken) is { } item ? UserColumns.ToUser(item) : null;

    public async Task<IReadOnlyList<UserKey>> FindKeysByUnionIdAsync(string unionId, CancellationToken cancellationToken)
    {
        var request = new QueryRequest
        {
            TableName = options.UsersTable,
            IndexName = UserColumns.ByUnionId,
            KeyConditionExpression = "unionId = :unionId",
            ExpressionAttributeValues = new() { [":unionId"] = new(unionId) },
        };
        var items = (await AwsCall.RunAsync(dynamoDB.QueryAsync(request, cancellationToken))).Items;
        return [.. items.Select(item => UserColumns.ToKey(item))];
    }

    public async Task<ChangedProfile?> UpdateProfileAsync(UserKey userKey, ProfileChange change, CancellationToken cancellationToken)
    {
        if (change.IsEmpty)
        {
            return await FindAsync(userKey, cancellationToken) is { } user ? new(user, user) : null;
        }

        var values = new Dictionary<string, AttributeValue>();
        var update = "SET " + UserColumns.Set(null, new(change.NickName, change.AvatarUrl), values, [])[2..];
        if (change.AvatarName is not null)
        {
            update += SetAvatarName;
            values[":avatarName"] = new(change.AvatarName);
        }
        else if (change.AvatarUrl is not null)
        {
            update += RemoveAvatarName;
        }

        return await UpdateAsync(userKey, update, Exists, values, [], cancellationToken, ReturnValue.ALL_OLD) is { } before ? new(before, change.ApplyTo(before)) : null;
    }

    public async Task<bool> BindPhoneAsync(UserKey userKey, byte[] sealedPhone, CancellationToken cancellationToken) =>
        await UpdateAsync(userKey, "SET sealedPhone = :phone", Exists, new() { [":phone"] = ItemValue.From(sealedPhone) }, [], cancellationToken) is not null;

    public async Task<IReadOnlyList<byte[]>?> FindSessionKeysAsync(UserKey userKey, CancellationToken cancellationToken) =>
        await ReadAsync(userKey, cancellationToken) is not { } item ? null
            : item.TryGetValue(UserColumns.SealedSessionKey, out var newest) ? [newest.B.ToArray(), item[UserColumns.PreviousSessionKey].B.ToArray()]
            : [];

    public async Task<bool> ReplaceSessionKeyAsync(UserKey userKey, byte[] asRead, byte[] sealedSessionKey, CancellationToken cancellationToken) =>
        await UpdateAsync(userKey, "SET sealedSessionKey = :key", IsAsRead, new() { [":key"] = ItemValue.From(sealedSessionKey), [":asRead"] = ItemValue.From(asRead) }, [], cancellationToken) is not null;

    public async Task<bool> EndSessionsAsync(UserKey userKey, DateTimeOffset now, string? keptSessionId, CancellationToken cancellationToken) => keptSessionId is null
        ? await UpdateAsync(userKey, "SET sessionsEndedAt = :now REMOVE keptSessionId", Exists, new() { [":now"] = ItemValue.From(now) }, [], cancellationToken) is not null
        : await UpdateAsync(userKey, "SET sessionsEndedAt = :now, keptSessionId = :kept", Exists, new() { [":now"] = ItemValue.From(now), [":kept"] = new(keptSessionId) }, [], cancellationToken) is not null;

    public async Task<bool> SetBlockedAsync(UserKey userKey, bool blocked, CancellationToken cancellationToken) =>
        await UpdateAsync(userKey, "SET blocked = :blocked", Exists, new() { [":blocked"] = new() { BOOL = blocked } }, [], cancellationToken) is not null;

    public Task<bool> DeleteAsync(UserKey userKey, DateTimeOffset now, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken)
    {
        var request = new UpdateItemRequest
        {
            TableName = options.UsersTable,
            Key = new() { [UserColumns.UserKeyColumn] = new(userKey.ToString()) },
            UpdateExpression = Delete,
            ConditionExpression = Exists,
            ExpressionAttributeNames = new() { ["#language"] = UserColumns.Language },
            ExpressionAttributeValues = new() { [":now"] = ItemValue.From(now), [":tombstoneUntil"] = ItemValue.From(tombstoneUntil) },
        };
        return AwsCall.TryWriteAsync(dynamoDB.UpdateItemAsync(request, cancellationToken));
    }

    private async Task<Dictionary<string, AttributeValue>?> ReadAsync(UserKey userKey, CancellationToken cancellationToken)
    {
        var request = new GetItemRequest
        {
            TableName = options.UsersTable,
            Key = new() { [UserColumns.UserKeyColumn] = new(userKey.ToString()) },
            ConsistentRead = true,
        };
        var item = (await AwsCall.RunAsync(dynamoDB.GetItemAsync(request, cancellationToken))).Item;
        return item is { Count: > 0 } && UserColumns.IsUser(item) ? item : null;
    }

    /// <summary>Returns the user after the update, or before it for ALL_OLD. Returns null if the condition does not hold.</summary>
    private async Task<User?> UpdateAsync(UserKey userKey, string update, string condition, Dictionary<string, AttributeValue> values, Dictionary<string, string> names, CancellationToken cancellationToken, ReturnValue? returns = null)
    {
        var request = new UpdateItemRequest
        {
            TableName = options.UsersTable,
            Key = new() { [UserColumns.UserKeyColumn] = new(userKey.ToString()) },
            UpdateExpression = update,
            ConditionExpression = condition,
            ExpressionAttributeValues = values,
            ExpressionAttributeNames = names.Count > 0 ? names : null,
            ReturnValues = returns ?? ReturnValue.ALL_NEW,
        };
        try
        {
            return UserColumns.ToUser((await AwsCall.RunAsync(dynamoDB.UpdateItemAsync(request, cancellationToken))).Attributes);
        }
        catch (ConditionalCheckFailedException)
        {
            return null;
        }
    }
}
