using System.Diagnostics.CodeAnalysis;

namespace MiniLogin.WeChat;

/// <summary>The format of openids, userids of WeCom and unionids: 1 to 128 printable ASCII characters.</summary>
internal static class WeChatId
{
    public const int MaxLength = 128;

    public static bool IsValid([NotNullWhen(true)] string? text) => text is { Length: > 0 and <= MaxLength } && !text.AsSpan().ContainsAnyExceptInRange('!', '~');

    /// <summary>
    /// Whether WeChat can have given a unionid. It has no '#', unlike <c>CORPID#USERID</c>, which stands for a member of a corp, so nobody
    /// can be taken for both.
    /// </summary>
    public static bool IsUnionId([NotNullWhen(true)] string? text) => IsValid(text) && !text.Contains('#', StringComparison.Ordinal);
}
