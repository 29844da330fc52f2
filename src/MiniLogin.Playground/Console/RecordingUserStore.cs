using MiniLogin.Users;

namespace MiniLogin.Playground.Console;

internal sealed class RecordingUserStore(IUserStore inner, StoreCalls calls) : IUserStore
{
    public Task<RecordedLogin> RecordLoginAsync(UserLogin login, CancellationToken cancellationToken) =>
        ByKey("UpdateItem", login.Key, () => inner.RecordLoginAsync(login, cancellationToken));

    public Task<bool> ImportAsync(ImportedUser user, CancellationToken cancellationToken) =>
        ByKey("UpdateItem", user.Key, () => inner.ImportAsync(user, cancellationToken));

    public Task<User?> FindAsync(UserKey userKey, CancellationToken cancellationToken) =>
        ByKey("GetItem", userKey, () => inner.FindAsync(userKey, cancellationToken));

    public Task<IReadOnlyList<UserKey>> FindKeysByUnionIdAsync(string unionId, CancellationToken cancellationToken) =>
        calls.RecordAsync("Query", "users/byUnionId", "unionId", unionId, () => inner.FindKeysByUnionIdAsync(unionId, cancellationToken));

    public Task<IReadOnlyList<UserKey>> FindKeysByPhoneAsync(string phoneHash, CancellationToken cancellationToken) => inner.FindKeysByPhoneAsync(phoneHash, cancellationToken);

    public Task<UserPage> ListAsync(UserFilter filter, UserKey? after, int limit, CancellationToken cancellationToken) => inner.ListAsync(filter, after, limit, cancellationToken);

    public Task<ChangedProfile?> UpdateProfileAsync(UserKey userKey, ProfileChange change, CancellationToken cancellationToken) =>
        ByKey(change.IsEmpty ? "GetItem" : "UpdateItem", userKey, () => inner.UpdateProfileAsync(userKey, change, cancellationToken));

    public Task<bool> BindPhoneAsync(UserKey userKey, StoredPhone phone, CancellationToken cancellationToken) =>
        ByKey("UpdateItem", userKey, () => inner.BindPhoneAsync(userKey, phone, cancellationToken));

    public Task<IReadOnlyList<byte[]>?> FindSessionKeysAsync(UserKey userKey, CancellationToken cancellationToken) =>
        ByKey("GetItem", userKey, () => inner.FindSessionKeysAsync(userKey, cancellationToken));

    public Task<bool> ReplaceSessionKeyAsync(UserKey userKey, byte[] asRead, byte[] sealedSessionKey, CancellationToken cancellationToken) =>
        ByKey("UpdateItem", userKey, () => inner.ReplaceSessionKeyAsync(userKey, asRead, sealedSessionKey, cancellationToken));

    public Task<bool> EndSessionsAsync(UserKey userKey, KeptSession? kept, CancellationToken cancellationToken) =>
        ByKey("UpdateItem", userKey, () => inner.EndSessionsAsync(userKey, kept, cancellationToken));

    public Task<bool> ChangePersonAsync(User asRead, string? personId, CancellationToken cancellationToken) =>
        ByKey("UpdateItem", asRead.Key, () => inner.ChangePersonAsync(asRead, personId, cancellationToken));

    public Task<bool> BlockAsync(UserKey userKey, CancellationToken cancellationToken) =>
        ByKey("UpdateItem", userKey, () => inner.BlockAsync(userKey, cancellationToken));

    public Task<bool> UnblockAsync(UserKey userKey, CancellationToken cancellationToken) =>
        ByKey("UpdateItem", userKey, () => inner.UnblockAsync(userKey, cancellationToken));

    public Task<User?> DeleteAsync(UserKey userKey, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken) =>
        ByKey("UpdateItem", userKey, () => inner.DeleteAsync(userKey, tombstoneUntil, cancellationToken));

    private Task<T> ByKey<T>(string operation, UserKey userKey, Func<Task<T>> call) => calls.RecordAsync(operation, "users", "userKey", userKey.ToString(), call);
}
