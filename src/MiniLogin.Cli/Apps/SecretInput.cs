using System.Text.RegularExpressions;

namespace MiniLogin.Cli.Apps;

/// <summary>Reads an AppSecret where no one looks on: from redirected input, else from a prompt that shows nothing.</summary>
internal static partial class SecretInput
{
    /// <summary>The secret; null when it is not one, which was said then.</summary>
    public static string? Read(Call call)
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

        call.Say("The AppSecret on standard input must be one line of 1 to 128 visible characters, as WeChat shows it. Nothing was changed.");
        return null;
    }

    [GeneratedRegex("^[!-~]{1,128}$", RegexOptions.CultureInvariant)]
    private static partial Regex SecretPattern();
}
