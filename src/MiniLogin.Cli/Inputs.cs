using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace MiniLogin.Cli;

/// <summary>Arguments and options that several commands take. What is wrong is said with their names.</summary>
internal static partial class Inputs
{
    public static Argument<string> AppId()
    {
        var argument = new Argument<string>("APPID") { Description = "The mini program: wx and 16 hex digits." };
        argument.Validators.Add(result => Check(result, result.GetValue(argument), AppIdPattern(), "APPID must be wx and 16 hex digits in lower case."));
        return argument;
    }

    public static Option<string?> AppIdOption(string description)
    {
        var option = new Option<string?>("--app") { Description = description, HelpName = "APPID" };
        option.Validators.Add(result => Check(result, result.GetValue(option), AppIdPattern(), "--app must be wx and 16 hex digits in lower case."));
        return option;
    }

    public static Option<bool> Yes() => new("--yes", "-y") { Description = "Do not ask. Needed where nobody can be asked." };

    public static Option<string?> Url(string name, string description, Func<string?> fromEnvironment)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "URL", Recursive = true, DefaultValueFactory = _ => fromEnvironment() };
        option.Validators.Add(result => CheckUrl(result, name, result.GetValue(option)));
        return option;
    }

    public static void CheckUrl(SymbolResult result, string name, string? url) =>
        Check(result, url, UrlPattern(), $"{name} must be http:// or https:// and a host, without a path.");

    public static void Check(SymbolResult result, string? value, Regex pattern, string error)
    {
        if (value is not null && !pattern.IsMatch(value))
        {
            result.AddError(error);
        }
    }

    [GeneratedRegex("^wx[0-9a-f]{16}$", RegexOptions.CultureInvariant)]
    internal static partial Regex AppIdPattern();

    [GeneratedRegex("^https?://[^/?#\\s]+/?$", RegexOptions.CultureInvariant)]
    private static partial Regex UrlPattern();
}
