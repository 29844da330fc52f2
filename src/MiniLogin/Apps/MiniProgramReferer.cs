using System.Text.RegularExpressions;

namespace MiniLogin.Apps;

/// <summary>
/// The Referer that WeChat sets on every wx.request: <c>https://servicewechat.com/{appid}/{version}/page-frame.html</c>.
/// The version is <c>0</c> for development and trial versions and <c>devtools</c> in the IDE
/// (https://developers.weixin.qq.com/miniprogram/dev/framework/ability/network.html).
/// Any other client can send it too, so it only selects the app and never proves who is calling. It never selects an app of WeCom: a
/// mini program has one AppID, also where it runs in WeCom.
/// </summary>
internal sealed partial record MiniProgramReferer(AppId AppId, string? Version)
{
    private const int MaxLength = 512;

    /// <summary>Returns the parsed Referer, or null if it is not a mini program's.</summary>
    public static MiniProgramReferer? Parse(string? referer)
    {
        if (referer is null or { Length: > MaxLength } || Pattern().Match(referer) is not { Success: true } match)
        {
            return null;
        }

        var version = match.Groups["version"];
        return new(AppId.Parse(match.Groups["appId"].Value), version.Length > 0 ? version.Value : null);
    }

    [GeneratedRegex("^https://servicewechat\\.com/(?<appId>" + AppId.MiniProgramPattern + ")(?:/(?:(?<version>[A-Za-z0-9._-]{1,32})(?:/[^\\r\\n]*)?)?)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
