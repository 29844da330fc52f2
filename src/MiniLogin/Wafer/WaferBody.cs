using System.Text.Json.Serialization;

namespace MiniLogin.Wafer;

/// <summary>
/// A body for both Wafer clients: v1 looks for the magic key, v2 for code. On a request, the magic key or code -1 is
/// an answer about the session, whatever else is in it: a body of anything else has neither.
/// </summary>
public sealed record WaferBody<T>
{
    /// <summary>1 or absent.</summary>
    [JsonPropertyName("F2C224D4-2BCE-4C64-AF9F-A6D872000D1A")]
    public int? Magic { get; init; }

    /// <summary>v1, after a login.</summary>
    public WaferSession? Session { get; init; }

    /// <summary>v2: 0 is success, -1 means log in again.</summary>
    public int Code { get; init; }

    public T? Data { get; init; }

    public string? Error { get; init; }

    public string? Message { get; init; }
}
