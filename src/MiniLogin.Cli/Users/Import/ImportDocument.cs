namespace MiniLogin.Cli.Users.Import;

/// <param name="DryRun">Whether nothing was written. <c>Imported</c> then counts the users to import, including existing ones.</param>
/// <param name="Repeated">Lines merged with the previous line, because they are about the same user.</param>
internal sealed record ImportDocument(string AppId, bool DryRun, int Imported, int AlreadyThere, int Refused, int Repeated);
