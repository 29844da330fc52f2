using System.Text;
using System.Text.RegularExpressions;

namespace MiniLogin.Playground;

/// <summary>
/// Reads the AppSecret. Never from the command line, which every user of the machine can see and the shell keeps.
/// </summary>
internal static partial class AppSecretInput
{
    /// <summary>The environment variable with the AppSecret.</summary>
    public const string Variable = "MINILOGIN_APP_SECRET";

    /// <summary>
    /// Returns the AppSecret from the environment. If there is none and the real WeChat needs one, reads a line from redirected stdin or
    /// a hidden prompt; the simulated WeChat gets a fixed one. If it is malformed, prints the reason and returns null.
    /// </summary>
    public static string? Read(bool isRequired)
    {
        var secret = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(secret))
        {
            secret = isRequired ? Ask() : PlaygroundSettings.DefaultAppSecret;
        }

        if (secret?.Trim() is { } trimmed && SecretPattern().IsMatch(trimmed))
        {
            return trimmed;
        }

        System.Console.Error.WriteLine($"The AppSecret must be one line of 1 to 128 printable ASCII characters, in the environment variable {Variable}, on stdin, or at the prompt.");
        return null;
    }

    private static string? Ask()
    {
        if (System.Console.IsInputRedirected)
        {
            return System.Console.In.ReadLine();
        }

        System.Console.Error.Write("AppSecret (not shown): ");
        var typed = new StringBuilder();
        while (System.Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key != ConsoleKey.Backspace)
            {
                typed.Append(key.KeyChar);
            }
            else if (typed.Length > 0)
            {
                typed.Length--;
            }
        }

        System.Console.Error.WriteLine();
        return typed.ToString();
    }

    [GeneratedRegex("^[!-~]{1,128}$", RegexOptions.CultureInvariant)]
    private static partial Regex SecretPattern();
}
