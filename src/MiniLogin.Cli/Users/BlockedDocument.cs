namespace MiniLogin.Cli.Users;

/// <param name="HasAccount">Null if it was not looked up.</param>
internal sealed record BlockedDocument(string UserKey, bool Blocked, bool? HasAccount, int SessionsEnded);
