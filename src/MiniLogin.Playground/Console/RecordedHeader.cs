namespace MiniLogin.Playground.Console;

internal sealed record RecordedHeader(string Name, string Value)
{
    public static IReadOnlyList<RecordedHeader> Of(IHeaderDictionary headers) =>
        [.. headers.SelectMany(header => header.Value, (header, value) => new RecordedHeader(header.Key, value ?? ""))];
}
