using MiniLogin.Functions.Wafer;
using MiniLogin.Sessions;

namespace MiniLogin.Functions.Answers;

/// <summary>A session and its user. Times are RFC 3339, UTC.</summary>
internal sealed record SessionAnswer(string Id, DateTime CreatedAt, DateTime LastSeenAt, DateTime ExpiresAt, DateTime AbsoluteExpiresAt, WaferUserInfo User)
{
    public static SessionAnswer From(Session session) => new(
        session.Id,
        session.CreatedAt.UtcDateTime,
        session.LastSeenAt.UtcDateTime,
        session.ExpiresAt.UtcDateTime,
        session.AbsoluteExpiresAt.UtcDateTime,
        WaferUserInfo.From(session));
}
