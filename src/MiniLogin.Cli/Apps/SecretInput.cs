using System.Text.RegularExpressions;

namespace MiniLogin.Cli.Apps;

/// <summary>Reads the AppSecret of a WeChat mini program from redirected stdin, or from a prompt that does not echo it.</summary>
internal static partial class SecretInput
{
    /// <summary>Reads the secret. If it is malformed, prints the reason and returns null.</summary>
    public static string? Read(CommandCall call)
    {
        string? typed;
        if (call.Terminal.IsInputRedirected)
        {
            typed = call.Terminal.Input.ReadLine();
        }
        else
        {
            call.Terminal.Error.Write("AppSecret (not shown): ");
            typed = call.Terminal.ReadHidden();
            call.Terminal.Error.WriteLine();
        }

        if (typed?.Trim() is { } secret && SecretPattern().IsMatch(secret))
        {
            return secret;
        }

        call.Say("The AppSecret of a mini program must be one line of 32 hex digits, as mp.weixin.qq.com shows it. Nothing was changed.");
        return null;
    }

    [GeneratedRegex("^[0-9A-Fa-f]{32}$", RegexOptions.CultureInvariant)]
    private static partial Regex SecretPattern();
}
