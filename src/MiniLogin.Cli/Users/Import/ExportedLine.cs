namespace MiniLogin.Cli.Users.Import;

/// <param name="Number">Where it begins; it may go over several lines of text.</param>
/// <param name="Fields">NULL is null. Null when quotes do not match or a field has no end.</param>
internal sealed record ExportedLine(int Number, IReadOnlyList<string?>? Fields);
