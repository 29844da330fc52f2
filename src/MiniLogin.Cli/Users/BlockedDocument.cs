namespace MiniLogin.Cli.Users;

internal sealed record BlockedDocument(string UserKey, bool Blocked, int SessionsEnded);
