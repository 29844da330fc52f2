using System.Net.Http.Headers;

namespace MiniLogin.Playground.Console;

/// <summary>A header. Its secrets are hidden when it is shown.</summary>
internal sealed class RecordedHeader(string name, string value)
{
    public string Name => name;

    public string Value => Secrets.HideHeader(name, value);

    public static IReadOnlyList<RecordedHeader> From(IHeaderDictionary headers) =>
        [.. headers.SelectMany(header => header.Value, (header, value) => new RecordedHeader(header.Key, value ?? ""))];

    public static IReadOnlyList<RecordedHeader> From(HttpHeaders headers, HttpHeaders? ofContent) =>
        [.. headers.Concat(ofContent ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>()).Select(header => new RecordedHeader(header.Key, string.Join(", ", header.Value)))];
}
