using System.Text.RegularExpressions;

namespace MiniLogin.Playground.Console;

/// <summary>Hides what may be real: a playground can be pointed at the real WeChat with a real AppSecret.</summary>
internal static partial class Secrets
{
    public static string Hide(string text) => InJson().Replace(InQuery().Replace(text, "$1***"), "$1\"***\"");

    [GeneratedRegex("""([?&](?:secret|access_token)=)[^&\s"]*""", RegexOptions.IgnoreCase)]
    private static partial Regex InQuery();

    // The closing quote is missing where a body was cut.
    [GeneratedRegex("""("(?:secret|access_token)"\s*:\s*)"(?:[^"\\]|\\.)*"?""", RegexOptions.IgnoreCase)]
    private static partial Regex InJson();
}
