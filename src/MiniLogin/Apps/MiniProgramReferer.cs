using System.Text.RegularExpressions;

namespace MiniLogin.Apps;

/// <summary>
/// The Referer that WeChat sets on every wx.request: <c>https://servicewechat.com/{appid}/{version}/page-frame.html</c>,
/// version <c>0</c> in development and trial, <c>devtools</c> in the IDE
/// (https://developers.weixin.qq.com/miniprogram/dev/framework/ability/network.html).
/// Anyone else can send it too: it says which app to ask, never who is asking.
/// </summary>
internal sealed partial record MiniProgramReferer(AppId AppId, string? Version)
{
    private const int MaxLength = 512;

    /// <summary>The referer, or null when it is not a mini program's.</summary>
    public static MiniProgramReferer? Parse(string? referer)
    {
        if (referer is null or { Length: > MaxLength } || Pattern().Match(referer) is not { Success: true } match)
        {
            return null;
        }

        var version = match.Groups["version"];
        return new(AppId.Parse(match.Groups["appId"].Value), version.Length > 0 ? version.Value : null);
    }

    [GeneratedRegex("^https://servicewechat\\.com/(?<appId>" + AppId.Pattern + ")(?:/(?:(?<version>[A-Za-z0-9._-]{1,32})(?:/[^\\r\\n]*)?)?)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
