using System.Text.Json.Serialization;

namespace MiniLogin.Playground.WeChatSimulator;

/// <summary>
/// The active faults of the simulated WeChat. Several can be active. They apply in this order: the delay; faults that answer
/// instead of the endpoint (a code stays usable); faults that lose or damage its answer (a code is used).
/// </summary>
internal sealed record Faults
{
    public static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(60);

    public static Faults None { get; } = new();

    /// <summary>errcode -1 until turned off.</summary>
    public bool Busy { get; init; }

    /// <summary>errcode -1 for this many further calls. Each call decrements it.</summary>
    public int BusyTimes { get; init; }

    /// <summary>errcode 45011, of WeCom 45009; jscode2session only.</summary>
    public bool Quota { get; init; }

    /// <summary>errcode 40125, jscode2session only; of WeCom 40001, gettoken only.</summary>
    public bool WrongSecret { get; init; }

    /// <summary>Any errcode; jscode2session only, of WeChat, a third-party platform or WeCom.</summary>
    public int? ErrCode { get; init; }

    /// <summary>Any errcode; stable_token, gettoken and api_component_token only.</summary>
    public int? TokenErrCode { get; init; }

    /// <summary>Any errcode; the other calls of a third-party platform only.</summary>
    public int? ComponentErrCode { get; init; }

    /// <summary>Any errcode; the calls of WeChat with an access_token only.</summary>
    public int? CallErrCode { get; init; }

    /// <summary>HTTP 200 with an HTML error page, as a proxy may send it.</summary>
    public bool Html { get; init; }

    /// <summary>HTTP 500 with an HTML error page.</summary>
    public bool ServerError { get; init; }

    [JsonPropertyName("delaySeconds")]
    [JsonConverter(typeof(SecondsJsonConverter))]
    public TimeSpan Delay { get; init; }

    /// <summary>The connection closes before the answer.</summary>
    public bool CutConnection { get; init; }

    /// <summary>The connection closes in the middle of the answer.</summary>
    public bool HalfBody { get; init; }

    public bool EmptyBody { get; init; }

    /// <summary>errcode as a string, as some relays send it.</summary>
    public bool StringErrcode { get; init; }

    /// <summary>Every number as a string, as some relays send it.</summary>
    public bool StringNumbers { get; init; }

    /// <summary>Answers begin with a byte order mark.</summary>
    public bool Bom { get; init; }

    /// <summary>
    /// wx.getUserInfo returns a nickname that was cut in the middle of an emoji: half a surrogate pair in rawData; a control character,
    /// a line break and incomplete UTF-8 in encryptedData.
    /// </summary>
    public bool DamagedProfile { get; init; }

    /// <summary>Every wx.login renews the session_key, so that data encrypted before it cannot be decrypted.</summary>
    public bool RenewSessionKey { get; init; }
}
