namespace MiniLogin.Cli.Users.Import;

/// <param name="DryRun">Nothing was written: imported are those that would be, unless they are there.</param>
/// <param name="Repeated">Lines that tell of the same user as the line before, and went into one.</param>
internal sealed record ImportDocument(string AppId, bool DryRun, int Imported, int AlreadyThere, int Refused, int Repeated);
