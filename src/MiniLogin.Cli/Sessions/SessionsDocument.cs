namespace MiniLogin.Cli.Sessions;

internal sealed record SessionsDocument(string UserKey, IReadOnlyList<SessionDocument> Sessions);
