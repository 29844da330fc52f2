using System.Text.RegularExpressions;
using MiniLogin.Apps;

namespace MiniLogin.Cli.Apps;

/// <summary>Reads the AppSecret of a mini program, or the Secret of a WeCom app, from redirected stdin, or from a prompt that does not echo it.</summary>
internal static partial class SecretInput
{
    /// <summary>Reads the secret. If it is malformed, prints the reason and returns null.</summary>
    public static string? Read(CommandCall call, AppKind kind)
    {
        if (Read(call, NameOf(kind), kind == AppKind.WeCom ? WeComPattern() : SecretPattern()) is { } secret)
        {
            return secret;
        }

        call.Say(kind == AppKind.WeCom
            ? "The Secret of a WeCom app must be one line of 43 to 64 letters, digits, '-' and '_', as WeCom's console shows it. Nothing was changed."
            : "The AppSecret of a mini program must be one line of 32 hex digits, as mp.weixin.qq.com shows it. Nothing was changed.");
        return null;
    }

    /// <summary>Reads a line that must match the pattern. Returns null if it does not.</summary>
    public static string? Read(CommandCall call, string name, Regex pattern)
    {
        string? typed;
        if (call.Terminal.IsInputRedirected)
        {
            typed = call.Terminal.Input.ReadLine();
        }
        else
        {
            call.Terminal.Error.Write($"{name} (not shown): ");
            typed = call.Terminal.ReadHidden();
            call.Terminal.Error.WriteLine();
        }

        return typed?.Trim() is { } secret && pattern.IsMatch(secret) ? secret : null;
    }

    /// <summary>The secret's name in the console of WeChat or WeCom.</summary>
    public static string NameOf(AppKind kind) => kind == AppKind.WeCom ? "Secret" : "AppSecret";

    [GeneratedRegex("^[A-Za-z0-9_-]{43,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex WeComPattern();

    [GeneratedRegex("^[0-9A-Fa-f]{32}$", RegexOptions.CultureInvariant)]
    public static partial Regex SecretPattern();
}
