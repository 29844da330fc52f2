namespace MiniLogin.Cli.Users;

/// <param name="Deleted">False if the user was deleted before, and only sessions were left.</param>
internal sealed record DeletedDocument(string UserKey, bool Deleted, int SessionsEnded);
