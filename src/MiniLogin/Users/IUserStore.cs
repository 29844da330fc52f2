namespace MiniLogin.Users;

internal interface IUserStore
{
    /// <summary>Counts the login, keeps the newest two sealed session_keys and what is newly known. Gives the user after it.</summary>
    /// <exception cref="StoreUnavailableException">Nothing is known of the write.</exception>
    Task<User> RecordLoginAsync(UserLogin login, CancellationToken cancellationToken);

    /// <summary>The user, read consistently; null when there is none.</summary>
    /// <exception cref="StoreUnavailableException">It could not be read.</exception>
    Task<User?> FindAsync(string userKey, CancellationToken cancellationToken);
}
