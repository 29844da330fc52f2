using MiniLogin.Sessions;

namespace MiniLogin.Users;

/// <summary>Everything that is held about a user, but for what is not theirs to see: session_keys and token hashes.</summary>
public sealed record AccountExport(User User, IReadOnlyList<ListedSession> Sessions);
