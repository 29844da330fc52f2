using System.Diagnostics.CodeAnalysis;
using MiniLogin.Apps;

namespace MiniLogin.Users;

/// <summary>The key of a user: <c>appId#openId</c>. An openid belongs to one app, so the key includes the app.</summary>
/// <param name="OpenId">1 to 128 printable ASCII characters.</param>
public sealed record UserKey(AppId AppId, string OpenId)
{
    private const int MaxOpenIdLength = 128;

    /// <param name="key">Null if the text is not a key.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out UserKey? key)
    {
        key = text?.Split('#', 2) is [var appId, { Length: > 0 and <= MaxOpenIdLength } openId]
            && AppId.TryParse(appId, out var parsed)
            && !openId.AsSpan().ContainsAnyExceptInRange('!', '~')
                ? new(parsed, openId)
                : null;
        return key is not null;
    }

    /// <summary>The key as text.</summary>
    public override string ToString() => $"{AppId}#{OpenId}";
}
