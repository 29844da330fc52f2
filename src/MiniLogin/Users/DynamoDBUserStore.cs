using System.Security.Cryptography;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MiniLogin.Aws;

namespace MiniLogin.Users;

/// <summary>
/// Stores users in DynamoDB. A user's row has an <c>appId</c> and no <c>expiresAt</c>, which is the TTL attribute. A tombstone has
/// only <c>userKey</c> and either <c>expiresAt</c> or <c>blocked</c>.
/// </summary>
internal sealed class DynamoDBUserStore(IAmazonDynamoDB dynamoDB, MiniLoginOptions options) : IUserStore
{
    private const int StampLength = 16;
    private const int Attempts = 3;

    // Values are those before the update, so previousSessionKey gets the old sealedSessionKey. This keeps the newest two keys without a read.
    private const string RecordLogin = "SET appId = :appId, openId = :openId, firstLoginAt = if_not_exists(firstLoginAt, :now), lastLoginAt = :now, "
        + "previousSessionKey = if_not_exists(sealedSessionKey, :sessionKey), sealedSessionKey = :sessionKey, loginMinute = :minute, "
        + "securityStamp = if_not_exists(securityStamp, :stamp)";

    private const string Link = ", personId = if_not_exists(personId, :personId)";
    private const string FirstInMinute = ", loginsInMinute = :one";
    private const string Import = "SET appId = :appId, openId = :openId, firstLoginAt = :first, lastLoginAt = :last, loginCount = :one";
    private const string CountLogin = " REMOVE expiresAt ADD loginCount :one";
    private const string CountInMinute = ", loginsInMinute :one";
    private const string EndAll = "SET securityStamp = :stamp REMOVE keptSessionId";
    private const string EndAllOthers = "SET securityStamp = :stamp, keptSessionId = :kept";
    private const string ChangePerson = "SET personId = :personId, securityStamp = :stamp REMOVE keptSessionId";
    private const string Block = "SET blocked = :true, securityStamp = :stamp REMOVE keptSessionId";
    private const string BlockTombstone = "SET blocked = :true REMOVE expiresAt";
    private const string Unblock = "REMOVE blocked";

    // The row is new, a tombstone, or belongs to this user, who is not blocked.
    private const string IsThisUser = "(attribute_not_exists(appId) OR (appId = :appId AND openId = :openId)) AND attribute_not_exists(blocked)";
    private const string IsFirstInMinute = IsThisUser + " AND (attribute_not_exists(loginMinute) OR loginMinute <> :minute)";
    private const string IsNotTooMany = IsThisUser + " AND loginMinute = :minute AND loginsInMinute < :max";
    private const string Exists = "attribute_exists(appId)";
    private const string IsLive = Exists + " AND (securityStamp = :was OR keptSessionId = :kept)";
    private const string IsLiveWithoutStamp = Exists + " AND (attribute_not_exists(securityStamp) OR keptSessionId = :kept)";
    private const string HasThisPerson = Exists + " AND personId = :asRead";
    private const string HasNoPerson = Exists + " AND attribute_not_exists(personId)";
    private const string IsNoUser = "attribute_not_exists(appId)";
    private const string IsBlockedTombstone = IsNoUser + " AND attribute_exists(blocked)";
    private const string IsUnblockedUser = Exists + " AND attribute_not_exists(blocked)";
    private const string IsBlockedUser = Exists + " AND attribute_exists(blocked)";
    private const string HasNoRow = "attribute_not_exists(userKey)";
    private const string IsAsRead = "sealedSessionKey = :asRead";

    private const string RemoveAvatarUrl = " REMOVE avatarUrl";
    private const string RemoveAvatarName = " REMOVE avatarName";
    private const string FirstInDay = ", avatarDay = :day, avatarsInDay = :one";
    private const string CountInDay = " ADD avatarsInDay :one";
    private const string IsFirstInDay = Exists + " AND (attribute_not_exists(avatarDay) OR avatarDay <> :day)";
    private const string IsAllowedInDay = Exists + " AND avatarDay = :day AND avatarsInDay < :max";

    private static readonly string Erase = "REMOVE " + string.Join(", ", UserColumns.Erased.Select(column => column == UserColumns.Language ? "#language" : column));
    private static readonly string Delete = "SET expiresAt = :tombstoneUntil " + Erase;

    private readonly UserTable _table = new(dynamoDB, options);

    public async Task<RecordedLogin> RecordLoginAsync(UserLogin login, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, AttributeValue>
        {
            [":appId"] = new(login.Key.AppId.ToString()),
            [":openId"] = new(login.Key.OpenId),
            [":now"] = ItemValue.From(login.At),
            [":sessionKey"] = ItemValue.From(login.SealedSessionKey),
            [":minute"] = ItemValue.From(login.Minute),
            [":stamp"] = NewStamp(),
            [":one"] = ItemValue.From(1),
        };
        var names = new Dictionary<string, string>();
        var update = RecordLogin + UserColumns.Set(login.UnionId, login.Profile, values, names);
        if (login.PersonId is not null)
        {
            update += Link;
            values[":personId"] = new(login.PersonId);
        }

        try
        {
            return new RecordedLogin.Recorded(await _table.WriteAsync(login.Key, update + FirstInMinute + CountLogin, IsFirstInMinute, values, names, cancellationToken));
        }
        catch (ConditionalCheckFailedException e) when (!IsBlocked(e))
        {
            values[":max"] = ItemValue.From(login.MaxPerMinute);
        }
        catch (ConditionalCheckFailedException)
        {
            return new RecordedLogin.Blocked();
        }

        try
        {
            return new RecordedLogin.Recorded(await _table.WriteAsync(login.Key, update + CountLogin + CountInMinute, IsNotTooMany, values, names, cancellationToken));
        }
        catch (ConditionalCheckFailedException e)
        {
            return IsBlocked(e) ? new RecordedLogin.Blocked() : new RecordedLogin.TooMany();
        }
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
        return await _table.UpdateAsync(user.Key, update, HasNoRow, values, names, cancellationToken) is not null;
    }

    public async Task<User?> FindAsync(UserKey userKey, CancellationToken cancellationToken) =>
        await _table.ReadAsync(userKey, cancellationToken) is { } item ? UserColumns.ToUser(item) : null;

    public Task<IReadOnlyList<UserKey>> FindKeysByUnionIdAsync(string unionId, CancellationToken cancellationToken) =>
        FindKeysAsync(UserColumns.ByUnionId, "unionId = :value", unionId, cancellationToken);

    public Task<IReadOnlyList<UserKey>> FindKeysByPhoneAsync(string phoneHash, CancellationToken cancellationToken) =>
        FindKeysAsync(UserColumns.ByPhone, "phoneHash = :value", phoneHash, cancellationToken);

    private async Task<IReadOnlyList<UserKey>> FindKeysAsync(string index, string condition, string value, CancellationToken cancellationToken)
    {
        var request = new QueryRequest { TableName = options.UsersTable, IndexName = index, KeyConditionExpression = condition, ExpressionAttributeValues = new() { [":value"] = new(value) } };
        var items = (await AwsCall.RunAsync(dynamoDB.QueryAsync(request, cancellationToken))).Items;
        return [.. items.Select(item => UserColumns.ToKey(item))];
    }

    public Task<UserPage> ListAsync(UserFilter filter, UserKey? after, int limit, CancellationToken cancellationToken) =>
        UserScan.ReadAsync(dynamoDB, options.UsersTable, filter, after, limit, cancellationToken);

    public async Task<ChangedProfile?> UpdateProfileAsync(UserKey userKey, ProfileChange change, CancellationToken cancellationToken)
    {
        if (change.IsEmpty)
        {
            return await FindAsync(userKey, cancellationToken) is { } user ? new(user, user) : null;
        }

        var values = new Dictionary<string, AttributeValue>();
        var update = "SET " + UserColumns.Set(null, new(change.NickName, change.AvatarUrl), values, [], change.AvatarName)[2..];
        var remove = (change.AvatarUrl, change.AvatarName) switch
        {
            (null, not null) => RemoveAvatarUrl,
            (not null, null) => RemoveAvatarName,
            _ => "",
        };
        var before = change.Upload is { } upload
            ? await CountAsync(userKey, update, remove, upload, values, cancellationToken)
            : await _table.UpdateAsync(userKey, update + remove, Exists, values, [], cancellationToken, ReturnValue.ALL_OLD);
        return before is null ? null : new(before, change.ApplyTo(before));
    }

    /// <summary>Counts the upload in the update. If an upload was counted since the user was read, this takes a second write.</summary>
    private async Task<User?> CountAsync(UserKey userKey, string update, string remove, AvatarUpload upload, Dictionary<string, AttributeValue> values, CancellationToken cancellationToken)
    {
        values[":day"] = ItemValue.From(upload.Day);
        values[":one"] = ItemValue.From(1);
        if (upload.IsFirst && await _table.UpdateAsync(userKey, update + FirstInDay + remove, IsFirstInDay, values, [], cancellationToken, ReturnValue.ALL_OLD) is { } before)
        {
            return before;
        }

        values[":max"] = ItemValue.From(upload.MaxPerDay);
        return await _table.UpdateAsync(userKey, update + remove + CountInDay, IsAllowedInDay, values, [], cancellationToken, ReturnValue.ALL_OLD);
    }

    public async Task<bool> BindPhoneAsync(UserKey userKey, StoredPhone phone, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, AttributeValue>();
        return await _table.UpdateAsync(userKey, UserColumns.SetPhone(phone, values), Exists, values, [], cancellationToken) is not null;
    }

    public async Task<IReadOnlyList<byte[]>?> FindSessionKeysAsync(UserKey userKey, CancellationToken cancellationToken) =>
        await _table.ReadAsync(userKey, cancellationToken) is not { } item ? null
            : item.TryGetValue(UserColumns.SealedSessionKey, out var newest) ? [newest.B.ToArray(), item[UserColumns.PreviousSessionKey].B.ToArray()]
            : [];

    public async Task<bool> ReplaceSessionKeyAsync(UserKey userKey, byte[] asRead, byte[] sealedSessionKey, CancellationToken cancellationToken) =>
        await _table.UpdateAsync(userKey, "SET sealedSessionKey = :key", IsAsRead, new() { [":key"] = ItemValue.From(sealedSessionKey), [":asRead"] = ItemValue.From(asRead) }, [], cancellationToken) is not null;

    public async Task<bool> EndSessionsAsync(UserKey userKey, KeptSession? kept, CancellationToken cancellationToken)
    {
        if (kept is null)
        {
            return await _table.UpdateAsync(userKey, EndAll, Exists, new() { [":stamp"] = NewStamp() }, [], cancellationToken) is not null;
        }

        var values = new Dictionary<string, AttributeValue> { [":stamp"] = NewStamp(), [":kept"] = new(kept.Id) };
        if (kept.SecurityStamp is null)
        {
            return await _table.UpdateAsync(userKey, EndAllOthers, IsLiveWithoutStamp, values, [], cancellationToken) is not null;
        }

        values[":was"] = new(kept.SecurityStamp);
        return await _table.UpdateAsync(userKey, EndAllOthers, IsLive, values, [], cancellationToken) is not null;
    }

    public async Task<bool> ChangePersonAsync(User asRead, string? personId, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, AttributeValue> { [":personId"] = new(personId ?? UserColumns.Unlinked), [":stamp"] = NewStamp() };
        if ((asRead.IsUnlinked ? UserColumns.Unlinked : asRead.PersonId) is not { } was)
        {
            return await _table.TryWriteAsync(asRead.Key, ChangePerson, HasNoPerson, values, cancellationToken);
        }

        values[":asRead"] = new(was);
        return await _table.TryWriteAsync(asRead.Key, ChangePerson, HasThisPerson, values, cancellationToken);
    }

    public async Task<bool> BlockAsync(UserKey userKey, CancellationToken cancellationToken)
    {
        var yes = new AttributeValue { BOOL = true };
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await _table.UpdateAsync(userKey, Block, Exists, new() { [":true"] = yes, [":stamp"] = NewStamp() }, [], cancellationToken) is not null)
            {
                return true;
            }

            if (await _table.TryWriteAsync(userKey, BlockTombstone, IsNoUser, new() { [":true"] = yes }, cancellationToken))
            {
                return false;
            }
        }

        throw Changing();
    }

    public async Task<bool> UnblockAsync(UserKey userKey, CancellationToken cancellationToken)
    {
        if (await _table.UpdateAsync(userKey, Unblock, Exists, null, [], cancellationToken) is not null)
        {
            return true;
        }

        var request = new DeleteItemRequest { TableName = options.UsersTable, Key = UserTable.KeyOf(userKey), ConditionExpression = IsBlockedTombstone };
        return await AwsCall.TryWriteAsync(dynamoDB.DeleteItemAsync(request, cancellationToken));
    }

    public async Task<User?> DeleteAsync(UserKey userKey, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, string> { ["#language"] = UserColumns.Language };
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var user = await _table.UpdateAsync(userKey, Delete, IsUnblockedUser, new() { [":tombstoneUntil"] = ItemValue.From(tombstoneUntil) }, names, cancellationToken, ReturnValue.ALL_OLD)
                ?? await _table.UpdateAsync(userKey, Erase, IsBlockedUser, null, names, cancellationToken, ReturnValue.ALL_OLD);
            if (user is not null || await _table.ReadAsync(userKey, cancellationToken) is null)
            {
                return user;
            }
        }

        throw Changing();
    }

    public static AttributeValue NewStamp() => new(RandomNumberGenerator.GetHexString(StampLength, lowercase: true));

    private static bool IsBlocked(ConditionalCheckFailedException failure) => failure.Item is { } item && UserColumns.IsBlocked(item);

    /// <summary>The account was deleted, made or blocked between two writes, each time.</summary>
    private static StoreUnavailableException Changing() => new("The user changed during the call.");
}
