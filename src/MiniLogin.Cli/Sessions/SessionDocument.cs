using MiniLogin.Sessions;

namespace MiniLogin.Cli.Sessions;

internal sealed record SessionDocument(string Id, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, DateTimeOffset ExpiresAt, string? UserAgent, string? MiniProgramVersion)
{
    public static SessionDocument From(ListedSession session) =>
        new(session.Id, session.CreatedAt, session.LastSeenAt, session.ExpiresAt, session.Client.UserAgent, session.Client.MiniProgramVersion);
}
