using MiniLogin.Apps;
using MiniLogin.Sessions;
using MiniLogin.WeChat;

namespace MiniLogin.Login;

/// <summary>A mini program's wish to log its user in. Not a record: its text must not show the code.</summary>
public sealed class LoginRequest
{
    /// <summary>The wx.login code: 1 to 128 printable ASCII characters, single use, good for 5 minutes.</summary>
    public string? Code { get; init; }

    /// <summary>The mini program; when null the Referer's, without one the default.</summary>
    public string? AppId { get; init; }

    /// <summary>
    /// Chosen by the client, the same when it sends this login again: 16 to 64 printable ASCII characters, unguessable.
    /// Whoever sends code and nonce again within 5 minutes gets the same session; without one, within 20 seconds.
    /// </summary>
    public string? Nonce { get; init; }

    /// <summary>What wx.getUserProfile gave; only enriches.</summary>
    public SentProfile Profile { get; init; } = new();

    /// <summary>Where the request came from, if a mini program sent it.</summary>
    public MiniProgramReferer? Referer { get; init; }

    /// <summary>What sent it; cut at 256 characters.</summary>
    public string? UserAgent { get; init; }

    /// <summary>A session the client still has: a successful login ends it after 60 s.</summary>
    public SessionToken? Presented { get; init; }
}
