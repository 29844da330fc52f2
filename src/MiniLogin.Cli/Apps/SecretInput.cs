using System.Text.RegularExpressions;

namespace MiniLogin.Cli.Apps;

/// <summary>Reads an AppSecret from redirected stdin, or from a prompt that does not echo it.</summary>
internal static partial class SecretInput
{
    /// <summary>Reads the secret. If it is invalid, prints the reason and returns null.</summary>
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

        call.Say("The AppSecret must be one line of 1 to 128 printable ASCII characters. Nothing was changed.");
        return null;
    }

    [GeneratedRegex("^[!-~]{1,128}$", RegexOptions.CultureInvariant)]
    private static partial Regex SecretPattern();
}
