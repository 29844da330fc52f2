using System.Text.RegularExpressions;

namespace MiniLogin.Playground.Console;

/// <summary>
/// Hides secrets and personal data before they are shown, because the Playground can use the real WeChat and a real DynamoDB.
/// The session id at the start of a token stays visible: it is not secret and identifies the row.
/// </summary>
internal static partial class Secrets
{
    private const string Hidden = "***";

    public static string Hide(string text) => InJson().Replace(InQuery().Replace(Token().Replace(text, $"$1.{Hidden}"), $"$1{Hidden}"), $"$1\"{Hidden}\"");

    /// <summary>Also hides "code", which in a request is a code of WeChat. In an answer it is the code of a problem.</summary>
    public static string HideInRequest(string text) => CodeInJson().Replace(Hide(text), $"$1\"{Hidden}\"");

    public static string HideHeader(string name, string value)
    {
        if (!HeaderName().IsMatch(name))
        {
            return value;
        }

        // Keeps the scheme of an Authorization header.
        var scheme = value.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space ? value[..(space + 1)] : "";
        return Token().Match(value) is { Success: true } token ? $"{scheme}{token.Groups[1].Value}.{Hidden}" : scheme + Hidden;
    }

    [GeneratedRegex("""([a-z2-7]{16})\.[A-Za-z0-9_-]{43}""", RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    [GeneratedRegex("""([?&](?:secret|corpsecret|access_token|component_access_token|js_code|code|signature|token|skey)=)[^&\s"]*""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex InQuery();

    // B is a binary attribute of DynamoDB: a hash, a salt or encrypted data. The closing quote may be missing if the body was cut.
    [GeneratedRegex("""("(?:secret|access_token|component_appsecret|component_secret|component_verify_ticket|component_access_token|authorization_code|authorizer_access_token|authorizer_refresh_token|refresh_token|token|skey|session_key|nonce|phoneNumber|purePhoneNumber|B)"\s*:\s*)"(?![a-z2-7]{16}\.\*{3}")(?:[^"\\]|\\.)*"?""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex InJson();

    [GeneratedRegex("""("code"\s*:\s*)"(?:[^"\\]|\\.)*"?""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CodeInJson();

    [GeneratedRegex("^(authorization|cookie|set-cookie|x-wx-code|x-wx-skey|x-amz-security-token)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HeaderName();
}
