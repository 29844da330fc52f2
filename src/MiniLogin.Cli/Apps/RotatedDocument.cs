namespace MiniLogin.Cli.Apps;

/// <param name="ActiveAt">When the new keys become current.</param>
/// <param name="TokenKeys">The ids of all token keys, newest first.</param>
internal sealed record RotatedDocument(string AppId, DateTimeOffset ActiveAt, IReadOnlyList<string> TokenKeys, IReadOnlyList<string> DataKeys, IReadOnlyList<string> Dropped);
