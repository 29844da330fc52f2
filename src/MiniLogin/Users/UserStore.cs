namespace MiniLogin.Users;

/// <summary>The rows of users. A deleted user leaves a tombstone for a day, of nothing but when their sessions ended.</summary>
/// <exception cref="StoreUnavailableException">From every method: nothing is known of the call.</exception>
internal interface IUserStore
{
    /// <summary>
    /// Counts the login, keeps the newest two sealed session_keys and what is newly known. Gives the user after it;
    /// null when the user has logged in too often this minute.
    /// </summary>
    Task<User?> RecordLoginAsync(UserLogin login, CancellationToken cancellationToken);

    /// <summary>
    /// Adds a user who has logged in elsewhere, as after one login; the next one here is not their first.
    /// False when the user is there already, or was deleted and the tombstone is there.
    /// </summary>
    Task<bool> ImportAsync(ImportedUser user, CancellationToken cancellationToken);

    /// <summary>The user, read consistently; null when there is none.</summary>
    Task<User?> FindAsync(UserKey userKey, CancellationToken cancellationToken);

    /// <summary>The users of one person across apps, by unionid; the index may lag by a moment.</summary>
    Task<IReadOnlyList<UserKey>> FindKeysByUnionIdAsync(string unionId, CancellationToken cancellationToken);

    /// <summary>Changes the profile of an existing user; null when there is none.</summary>
    Task<ChangedProfile?> UpdateProfileAsync(UserKey userKey, ProfileChange change, CancellationToken cancellationToken);

    /// <summary>Keeps the sealed phone number of an existing user; false when there is none.</summary>
    Task<bool> BindPhoneAsync(UserKey userKey, byte[] sealedPhone, CancellationToken cancellationToken);

    /// <summary>The newest sealed session_key first, then the one before it; empty before the first login here; null when there is no such user.</summary>
    Task<IReadOnlyList<byte[]>?> FindSessionKeysAsync(UserKey userKey, CancellationToken cancellationToken);

    /// <summary>Replaces the newest session_key, if it still is the one that was read; false when it is not.</summary>
    Task<bool> ReplaceSessionKeyAsync(UserKey userKey, byte[] asRead, byte[] sealedSessionKey, CancellationToken cancellationToken);

    /// <summary>From now on the user has no session that began up to now, but this one; false when there is no such user.</summary>
    Task<bool> EndSessionsAsync(UserKey userKey, DateTimeOffset now, string? keptSessionId, CancellationToken cancellationToken);

    /// <summary>Blocks or unblocks; false when there is no such user.</summary>
    Task<bool> SetBlockedAsync(UserKey userKey, bool blocked, CancellationToken cancellationToken);

    /// <summary>Leaves a tombstone until then; false when there is no such user.</summary>
    Task<bool> DeleteAsync(UserKey userKey, DateTimeOffset now, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken);
}

/// <summary>What a login adds to its user. What is null stays as it was.</summary>
/// <param name="MaxPerMinute">Over so many logins in one minute of the clock nothing is recorded.</param>
internal sealed record UserLogin(UserKey Key, string? UnionId, UserProfile? Profile, byte[] SealedSessionKey, DateTimeOffset At, int MaxPerMinute)
{
    public long Minute => At.ToUnixTimeSeconds() / 60;
}

/// <summary>A user as another server knew them. What is null was not known there.</summary>
internal sealed record ImportedUser(UserKey Key, string? UnionId, UserProfile? Profile, DateTimeOffset FirstLoginAt, DateTimeOffset LastLoginAt);

/// <summary>What a user changes of their profile. What is null stays as it was.</summary>
/// <param name="AvatarName">
/// The stored picture that <paramref name="AvatarUrl"/> shows. Null with an address: it shows none, and the user has none then.
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

/// <summary>A user just before and after one change, so that of changes at the same time each knows what it replaced.</summary>
internal sealed record ChangedProfile(User Before, User After);
