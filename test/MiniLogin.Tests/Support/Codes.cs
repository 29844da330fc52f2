using System.Text;
using MiniLogin.WeChat;

namespace MiniLogin.Tests.Support;

internal static class Codes
{
    public static WxCode Parse(string text) => WxCode.TryParse(text, out var code, out var error) ? code : throw new FormatException(error);

    /// <summary>The text of a valid code for any text. Different texts give different codes, up to a length.</summary>
    public static string TextFor(string any)
    {
        var hex = Convert.ToHexString(Encoding.UTF8.GetBytes(any));
        return $"x{(hex.Length > 40 ? hex[..40] : hex)}";
    }
}
