namespace MiniLogin.Cli.Users;

internal sealed record DeletedDocument(string UserKey, bool Deleted);
