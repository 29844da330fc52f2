namespace MiniLogin.Cli.Apps;

/// <param name="ActiveAt">When the new keys become current.</param>
/// <param name="TokenKeys">The ids of all token keys, newest first.</param>
/// <param name="RemovableAt">From when on another rotation removes the keys that these replace.</param>
/// <param name="Reencrypted">The users whose secrets were encrypted again, with the current data key.</param>
/// <param name="Unreadable">The values that could not be decrypted. Nobody can read them.</param>
internal sealed record RotatedDocument(string AppId, DateTimeOffset ActiveAt, IReadOnlyList<string> TokenKeys, IReadOnlyList<string> DataKeys, IReadOnlyList<string> Dropped, DateTimeOffset RemovableAt, int Reencrypted, int Unreadable);
