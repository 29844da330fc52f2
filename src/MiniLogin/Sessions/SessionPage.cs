namespace MiniLogin.Sessions;

/// <summary>Some of a user's live sessions, newest first.</summary>
/// <param name="Next">Where the next page begins; null at the end. A page may be short, even empty, and yet have a next.</param>
public sealed record SessionPage(IReadOnlyList<ListedSession> Sessions, SessionCursor? Next);
