namespace MiniLogin.Cli.Users.Import;

/// <param name="Number">The number of its first line of text; a line may contain line breaks.</param>
/// <param name="Fields">The values, null for NULL. Null if a quote is unclosed or a field is too long.</param>
internal sealed record ExportedLine(int Number, IReadOnlyList<string?>? Fields);
