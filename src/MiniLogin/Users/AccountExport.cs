using MiniLogin.Sessions;

namespace MiniLogin.Users;

/// <summary>Everything that is held about a user, but for what is not theirs to see: session_keys and token hashes.</summary>
/// <param name="Phone">Null when none was bound.</param>
public sealed record AccountExport(User User, BoundPhone? Phone, IReadOnlyList<ListedSession> Sessions);
