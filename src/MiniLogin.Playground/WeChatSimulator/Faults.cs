using System.Text.Json.Serialization;

namespace MiniLogin.Playground.WeChatSimulator;

/// <summary>
/// What is wrong with WeChat just now. Several may be on: the delay comes first, then what is answered instead of
/// doing the work (a code survives it), then what loses the answer (the work is done, a code is used up).
/// </summary>
internal sealed record Faults
{
    public static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(60);

    public static Faults None { get; } = new();

    /// <summary>errcode -1, until switched off.</summary>
    public bool Busy { get; init; }

    /// <summary>errcode -1 for the next so many calls; counts itself down.</summary>
    public int BusyTimes { get; init; }

    /// <summary>errcode 45011; jscode2session only.</summary>
    public bool Quota { get; init; }

    /// <summary>errcode 40125; jscode2session only.</summary>
    public bool WrongSecret { get; init; }

    /// <summary>Any errcode; jscode2session only.</summary>
    public int? ErrCode { get; init; }

    /// <summary>Any errcode; stable_token only.</summary>
    public int? TokenErrCode { get; init; }

    /// <summary>Any errcode; the calls with an access_token only.</summary>
    public int? CallErrCode { get; init; }

    /// <summary>HTTP 200 with an error page, as from a proxy in between.</summary>
    public bool Html { get; init; }

    /// <summary>HTTP 500 with an error page.</summary>
    public bool ServerError { get; init; }

    [JsonPropertyName("delaySeconds")]
    [JsonConverter(typeof(SecondsJsonConverter))]
    public TimeSpan Delay { get; init; }

    /// <summary>The connection ends where the answer would begin.</summary>
    public bool CutConnection { get; init; }

    /// <summary>The connection ends in the middle of the answer.</summary>
    public bool HalfBody { get; init; }

    public bool EmptyBody { get; init; }

    /// <summary>errcode as a string, as relays have been seen to send it.</summary>
    public bool StringErrcode { get; init; }

    /// <summary>Every wx.login renews the session_key, so that what was encrypted before it no longer decrypts.</summary>
    public bool RenewSessionKey { get; init; }
}
