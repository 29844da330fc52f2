using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using MiniLogin.Apps;
using MiniLogin.Secrets;

namespace MiniLogin.WeChat;

/// <summary>
/// A code that a mini program got from wx.login or from a button with open-type getPhoneNumber: 1 to 128 printable ASCII characters,
/// single use, valid for 5 minutes. The text is a secret, so <see cref="ToString"/> does not show it.
/// </summary>
internal sealed class WxCode
{
    public const int MaxLength = 128;

    private readonly string _text;

    private WxCode(string text) => _text = text;

    /// <param name="code">Null if the text is not a code.</param>
    /// <param name="error">Follows the name of the field: "is missing". Null if the text is a code.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out WxCode? code, [NotNullWhen(false)] out string? error)
    {
        error = text switch
        {
            null or "" => "is missing",
            { Length: > MaxLength } => $"must have 1 to {MaxLength} characters",
            // In guest mode, DevTools returns the code "the code is a mock one".
            _ when text.AsSpan().ContainsAnyExceptInRange(' ', '~') || text[0] == ' ' || text[^1] == ' ' => "must be printable ASCII without spaces around it",
            _ => null,
        };
        code = error is null ? new(text!) : null;
        return code is not null;
    }

    /// <summary>Returns the text. Use it only for WeChat and for the derivation of tokens.</summary>
    public string Reveal() => _text;

    /// <summary>Returns the SHA-256 of the app, the code and its sender, in hex.</summary>
    public string Hash(AppId appId, string sender) => Convert.ToHexString(SHA256.HashData(LengthPrefixed.Join(appId.ToString(), _text, sender)));

    public override string ToString() => "code";
}
