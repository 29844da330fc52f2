using System.Diagnostics.CodeAnalysis;

namespace MiniLogin.WeChat;

/// <summary>The format of openids and unionids: 1 to 128 printable ASCII characters.</summary>
internal static class WeChatId
{
    public const int MaxLength = 128;

    public static bool IsValid([NotNullWhen(true)] string? text) => text is { Length: > 0 and <= MaxLength } && !text.AsSpan().ContainsAnyExceptInRange('!', '~');
}
