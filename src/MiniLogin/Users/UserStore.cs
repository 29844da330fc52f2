namespace MiniLogin.Users;

/// <summary>
/// Reads and writes the Users table. A deleted user leaves a tombstone for a day, so that an import does not bring the user back. A
/// blocked user's tombstone stays until the user is unblocked.
/// </summary>
/// <exception cref="StoreUnavailableException">From every method. A write may or may not have been made.</exception>
internal interface IUserStore
{
    /// <summary>
    /// Counts the login and stores the new profile data and the newest two sealed session_keys. Changes nothing if the user is blocked,
    /// with or without an account, or has logged in too often this minute.
    /// </summary>
    Task<RecordedLogin> RecordLoginAsync(UserLogin login, CancellationToken cancellationToken);

    /// <summary>
    /// Adds a user from another server with one login counted, so that the next login here is not their first.
    /// Returns false if the user already exists, or was deleted and still has a tombstone.
    /// </summary>
    Task<bool> ImportAsync(ImportedUser user, CancellationToken cancellationToken);

    /// <summary>Returns the user, or null if there is none. The read is consistent.</summary>
    Task<User?> FindAsync(UserKey userKey, CancellationToken cancellationToken);

    /// <summary>Returns the users of one person across apps, by unionid. The index may lag slightly.</summary>
    Task<IReadOnlyList<UserKey>> FindKeysByUnionIdAsync(string unionId, CancellationToken cancellationToken);

    /// <summary>Returns the users of one app with this phone number, by its hash. The index may lag slightly.</summary>
    Task<IReadOnlyList<UserKey>> FindKeysByPhoneAsync(string phoneHash, CancellationToken cancellationToken);

    /// <summary>
    /// Reads a page of the table and returns the users in it that the filter selects, in no order. Each row that is read costs, selected
    /// or not. The read is consistent.
    /// </summary>
    /// <param name="after">The last row of the page before; null for the first page.</param>
    /// <param name="limit">How many rows to read, 1 to <see cref="UserPage.MaxRows"/>.</param>
    Task<UserPage> ListAsync(UserFilter filter, UserKey? after, int limit, CancellationToken cancellationToken);

    /// <summary>Changes the profile of an existing user. Returns null if there is no such user, or one who uploaded too many pictures today.</summary>
    Task<ChangedProfile?> UpdateProfileAsync(UserKey userKey, ProfileChange change, CancellationToken cancellationToken);

    /// <summary>Replaces all that is stored of the phone number of an existing user. Returns false if there is no such user.</summary>
    Task<bool> BindPhoneAsync(UserKey userKey, StoredPhone phone, CancellationToken cancellationToken);

    /// <summary>
    /// Returns the newest sealed session_key, then the previous one. Empty before the first login here; null if there is no such user.
    /// </summary>
    Task<IReadOnlyList<byte[]>?> FindSessionKeysAsync(UserKey userKey, CancellationToken cancellationToken);

    /// <summary>Replaces the newest session_key. Returns false if it changed since it was read.</summary>
    Task<bool> ReplaceSessionKeyAsync(UserKey userKey, byte[] asRead, byte[] sealedSessionKey, CancellationToken cancellationToken);

    /// <summary>
    /// Links the user with a person, or with none, which also no login changes then. Changes the security stamp as <see cref="EndSessionsAsync"/>
    /// does, because sessions have the old person. Returns false if the user's person is no longer the one that was read, or there is no such user.
    /// </summary>
    /// <param name="personId">Null to unlink.</param>
    Task<bool> ChangePersonAsync(User asRead, string? personId, CancellationToken cancellationToken);

    /// <summary>
    /// Changes the user's security stamp, so that all sessions have ended, except the kept one. Returns false if there is no such user, or
    /// if the kept session has itself ended meanwhile: keeping it would bring it back.
    /// </summary>
    Task<bool> EndSessionsAsync(UserKey userKey, KeptSession? kept, CancellationToken cancellationToken);

    /// <summary>
    /// Blocks a user and ends all sessions, as <see cref="EndSessionsAsync"/> does. A user without an account, who has deleted it or never
    /// had one, is blocked too. Returns whether there is an account.
    /// </summary>
    Task<bool> BlockAsync(UserKey userKey, CancellationToken cancellationToken);

    /// <summary>Unblocks a user, with or without an account. Returns false if there is no such user.</summary>
    Task<bool> UnblockAsync(UserKey userKey, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes a user and leaves a tombstone: until <paramref name="tombstoneUntil"/>, or if the user is blocked, until the user is
    /// unblocked. Returns the deleted user, or null if there is no such user.
    /// </summary>
    Task<User?> DeleteAsync(UserKey userKey, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken);
}

/// <summary>A session that stays when the user's others end.</summary>
/// <param name="SecurityStamp">Of the session. It is live only if the user still has it, or keeps this session.</param>
internal sealed record KeptSession(string Id, string? SecurityStamp);

/// <summary>The result of recording a login.</summary>
internal abstract record RecordedLogin
{
    private RecordedLogin()
    {
    }

    /// <param name="User">After the login.</param>
    public sealed record Recorded(User User) : RecordedLogin;

    public sealed record TooMany : RecordedLogin;

    public sealed record Blocked : RecordedLogin;
}

/// <summary>What a login changes of its user. Null values stay unchanged.</summary>
/// <param name="MaxPerMinute">Further logins in the same calendar minute are not recorded.</param>
/// <param name="PersonId">For a user who is neither linked nor unlinked.</param>
internal sealed record UserLogin(UserKey Key, string? UnionId, UserProfile? Profile, byte[] SealedSessionKey, DateTimeOffset At, int MaxPerMinute, string? PersonId = null)
{
    public long Minute => At.ToUnixTimeSeconds() / 60;
}

/// <summary>A user from another server. Null values were not known there.</summary>
internal sealed record ImportedUser(UserKey Key, string? UnionId, UserProfile? Profile, DateTimeOffset FirstLoginAt, DateTimeOffset LastLoginAt);

/// <summary>What is stored of a user's phone number.</summary>
/// <param name="Hash">For an operator who finds the user by number. Null if the app has no phone key.</param>
/// <param name="CodeHash">See <see cref="User"/>.</param>
internal sealed record StoredPhone(byte[] Sealed, string? Hash, string? CodeHash);

/// <summary>What a user changes of their profile. Null values stay unchanged, except that a URL and a stored picture replace each other.</summary>
/// <param name="Upload">Counts an upload, which <paramref name="AvatarName"/> names, in the same write.</param>
internal sealed record ProfileChange(string? NickName, string? AvatarUrl, string? AvatarName = null, AvatarUpload? Upload = null)
{
    public bool IsEmpty => NickName is null && AvatarUrl is null && AvatarName is null;

    public User ApplyTo(User user) => IsEmpty ? user : user with
    {
        Profile = (user.Profile ?? new(null, null)) with
        {
            NickName = NickName ?? user.Profile?.NickName,
            AvatarUrl = AvatarUrl ?? (AvatarName is null ? user.Profile?.AvatarUrl : null),
        },
        AvatarName = AvatarName ?? (AvatarUrl is null ? user.AvatarName : null),
        AvatarDay = Upload?.Day ?? user.AvatarDay,
        AvatarsInDay = Upload is null ? user.AvatarsInDay : user.AvatarDay == Upload.Day ? user.AvatarsInDay + 1 : 1,
    };
}

/// <summary>A user immediately before and after one change, so that each of several parallel changes knows what it replaced.</summary>
internal sealed record ChangedProfile(User Before, User After);
