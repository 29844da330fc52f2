namespace MiniLogin.Cli.Apps;

internal sealed record AppsDocument(IReadOnlyList<AppDocument> Apps);
