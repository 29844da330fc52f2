namespace MiniLogin.Cli.Sessions;

internal sealed record EndedDocument(string UserKey, int Ended);
