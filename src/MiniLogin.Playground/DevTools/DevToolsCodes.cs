using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Amazon.Lambda.APIGatewayEvents;
using MiniLogin.Apps;
using MiniLogin.Playground.Console;
using MiniLogin.Playground.Gateway;
using Simulator = MiniLogin.Playground.WeChatSimulator.WeChatSimulator;

namespace MiniLogin.Playground.DevTools;

/// <summary>
/// Lets WeChat DevTools log in although WeChat is simulated. A code from DevTools comes from the real WeChat, or in guest mode is the
/// text "the code is a mock one", so the simulator did not give it. It is replaced by a code of the user who is chosen in the console.
/// A code that is sent again stands for the same code. Requests of DevTools have a Referer with <c>/devtools/</c>, which a web page cannot
/// send. A page of another site is never served: it could log in as this user while the developer reads it.
/// </summary>
internal sealed partial class DevToolsCodes(ConsoleInfo info, Simulator simulator, ILogger<DevToolsCodes> log) : IEventEdit
{
    /// <summary>What wx.login gives in guest mode, at every call.</summary>
    private const string GuestCode = "the code is a mock one";

    /// <summary>How many codes of DevTools are remembered. A login is retried within seconds.</summary>
    private const int Remembered = 1000;

    private readonly ConcurrentDictionary<(bool IsPhone, string Code), string> _replaced = new();
    private readonly ConcurrentDictionary<string, bool> _warned = new(StringComparer.Ordinal);

    /// <summary>The name of the simulated user for whom DevTools logs in.</summary>
    public string User { get; set; } = simulator.Users.ToList()[0].Name;

    /// <summary>Whether every client may send such codes, for example a phone that scanned the preview code.</summary>
    public bool AcceptsAllCodes { get; set; }

    public void Edit(APIGatewayHttpApiV2ProxyRequest request)
    {
        if (request.Headers.TryGetValue("x-wx-code", out var header))
        {
            request.Headers["x-wx-code"] = Replace(request, header, isPhone: false, isWeCom: false);
        }

        if (request.RawPath is "/login" or "/session/phone" && request is { Body.Length: > 0, IsBase64Encoded: false } && TryRead(request.Body, out var body, out var code))
        {
            var isWeCom = info.WeComAppId is { } weCom && body["appId"] is JsonValue named && named.TryGetValue<string>(out var appId) && appId == weCom;
            var replaced = Replace(request, code, isPhone: request.RawPath == "/session/phone", isWeCom);
            if (replaced != code)
            {
                body["code"] = replaced;
                request.Body = body.ToJsonString();
            }
        }
    }

    /// <param name="isWeCom">Whether the request names the app of WeCom. DevTools has a plug-in that simulates WeCom.</param>
    private string Replace(APIGatewayHttpApiV2ProxyRequest request, string code, bool isPhone, bool isWeCom)
    {
        var codes = isPhone ? simulator.PhoneCodes : simulator.LoginCodes;
        if (code.Length == 0 || codes.OwnerOf(code, info.AppId) is not null || simulator.WeCom.Knows(code))
        {
            return code;
        }

        var referer = DevToolsReferer().Match(request.Headers.TryGetValue("referer", out var sent) ? sent : "");
        if (!referer.Success && (!AcceptsAllCodes || IsOfOtherSite(request)))
        {
            ForeignCode(log);
            return code;
        }

        if (referer.Groups["app"].Value is ['w', 'x', ..] app && app != info.AppId && _warned.TryAdd(app, true))
        {
            OtherApp(log, app);
        }

        if (code == GuestCode)
        {
            return NewCode(isPhone, isWeCom);
        }

        if (_replaced.Count >= Remembered)
        {
            _replaced.Clear();
        }

        return _replaced.GetOrAdd((isPhone, code), _ => NewCode(isPhone, isWeCom));
    }

    private string NewCode(bool isPhone, bool isWeCom) =>
        isWeCom ? simulator.QyLogin(AppId.Parse(info.WeComAppId!).CorpId!, info.AppId, User)
        : isPhone ? simulator.GetPhoneNumberCode(info.AppId, User)
        : simulator.Login(info.AppId, User);

    /// <summary>Whether a web page sent the request that is neither of this machine nor of the host that it calls, as an H5 build is.</summary>
    private static bool IsOfOtherSite(APIGatewayHttpApiV2ProxyRequest request)
    {
        if (!request.Headers.TryGetValue("origin", out var origin))
        {
            return false;
        }

        var called = request.Headers.TryGetValue("host", out var host) ? new HostString(host).Host : "";
        return !Uri.TryCreate(origin, UriKind.Absolute, out var page) || !(page.IsLoopback || page.Host.Equals(called, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Reads the code in a body. What cannot be read, such as a key that occurs twice or half a surrogate pair, is left to the function.</summary>
    private static bool TryRead(string text, [NotNullWhen(true)] out JsonObject? body, [NotNullWhen(true)] out string? code)
    {
        (body, code) = (null, null);
        try
        {
            body = JsonNode.Parse(text) as JsonObject;
            return body?["code"] is JsonValue value && value.TryGetValue(out code);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    [GeneratedRegex("^https://servicewechat\\.com/(?<app>[A-Za-z0-9]{1,32})/devtools/", RegexOptions.ExplicitCapture)]
    private static partial Regex DevToolsReferer();

    [LoggerMessage(LogLevel.Warning, "A code came that the simulated WeChat did not give, so it is rejected. Codes from WeChat DevTools are accepted, those of a phone after you tick that in the console. For codes of the real WeChat, add the options --wechat https://api.weixin.qq.com --app YOUR_APP_ID")]
    private static partial void ForeignCode(ILogger log);

    [LoggerMessage(LogLevel.Warning, "DevTools sends the AppID {AppId}, which is not that of the Playground. Start it with the option --app {AppId}")]
    private static partial void OtherApp(ILogger log, string appId);
}
