using MiniLogin.Sessions;

namespace MiniLogin.Functions.Answers;

/// <param name="Current">Whether it is the session of the request.</param>
internal sealed record ListedSessionAnswer(string Id, DateTime CreatedAt, DateTime LastSeenAt, DateTime ExpiresAt, string? UserAgent, string? MiniProgramVersion, bool Current)
{
    public static ListedSessionAnswer From(ListedSession session, string currentId) => new(
        session.Id,
        session.CreatedAt.UtcDateTime,
        session.LastSeenAt.UtcDateTime,
        session.ExpiresAt.UtcDateTime,
        session.Client.UserAgent,
        session.Client.MiniProgramVersion,
        session.Id == currentId);
}
