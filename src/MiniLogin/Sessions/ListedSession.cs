namespace MiniLogin.Sessions;

/// <summary>A live session as its user's list of devices shows it.</summary>
/// <param name="Id">16 characters; ends it, but opens nothing.</param>
/// <param name="ExpiresAt">When it ends unless it is used before.</param>
public sealed record ListedSession(string Id, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, DateTimeOffset ExpiresAt, SessionClient Client);
