using System.Text.RegularExpressions;

namespace MiniLogin.Playground.Console;

/// <summary>
/// Hides what opens something or is nobody's business, before it is shown: the Playground can be pointed at the real WeChat
/// and a real DynamoDB. Of a token the session's id stays, which opens nothing and says whose row it is.
/// </summary>
internal static partial class Secrets
{
    private const string Hidden = "***";

    public static string Hide(string text) => InJson().Replace(InQuery().Replace(Token().Replace(text, $"$1.{Hidden}"), $"$1{Hidden}"), $"$1\"{Hidden}\"");

    /// <summary>What a caller sends: there "code" is WeChat's, in an answer it is a problem's.</summary>
    public static string HideInRequest(string text) => CodeInJson().Replace(Hide(text), $"$1\"{Hidden}\"");

    public static string HideHeader(string name, string value)
    {
        if (!HeaderName().IsMatch(name))
        {
            return value;
        }

        // The scheme of an Authorization stays.
        var scheme = value.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space ? value[..(space + 1)] : "";
        return Token().Match(value) is { Success: true } token ? $"{scheme}{token.Groups[1].Value}.{Hidden}" : scheme + Hidden;
    }

    [GeneratedRegex("""([a-z2-7]{16})\.[A-Za-z0-9_-]{43}""", RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    [GeneratedRegex("""([?&](?:secret|access_token|js_code|code|signature|token|skey)=)[^&\s"]*""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex InQuery();

    // B is bytes in a row of DynamoDB: hashes, salts and all that is sealed. The closing quote is missing where a body was cut.
    [GeneratedRegex("""("(?:secret|access_token|token|skey|session_key|nonce|phoneNumber|purePhoneNumber|B)"\s*:\s*)"(?![a-z2-7]{16}\.\*{3}")(?:[^"\\]|\\.)*"?""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex InJson();

    [GeneratedRegex("""("code"\s*:\s*)"(?:[^"\\]|\\.)*"?""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CodeInJson();

    [GeneratedRegex("^(authorization|cookie|set-cookie|x-wx-code|x-wx-skey|x-amz-security-token)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HeaderName();
}
