using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using MiniLogin.Apps;

namespace MiniLogin.Cli;

/// <summary>Arguments and options that several commands share. Errors do not quote values that may be secrets.</summary>
internal static partial class Inputs
{
    public static Argument<AppId> AppId() => new("APPID")
    {
        Description = "AppID of the mini program: wx and 16 hex digits; or of a WeCom app: CORPID/AGENTID.",
        CustomParser = result => ParseAppId(result, "APPID"),
    };

    public static Option<AppId?> AppIdOption(string description, string name = "--app") => new(name)
    {
        Description = description,
        HelpName = "APPID",
        CustomParser = result => ParseAppId(result, name),
    };

    private static AppId? ParseAppId(ArgumentResult result, string name)
    {
        if (MiniLogin.Apps.AppId.TryParse(result.Tokens.SingleOrDefault()?.Value, out var id))
        {
            return id;
        }

        result.AddError($"{name} must be wx and 16 lowercase hex digits, or CORPID/AGENTID of a WeCom app.");
        return null;
    }

    /// <summary>A mini program of WeChat, never an app of WeCom.</summary>
    public static Option<AppId?> MiniProgram(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "APPID",
        CustomParser = result =>
        {
            if (MiniLogin.Apps.AppId.TryParse(result.Tokens.SingleOrDefault()?.Value, out var id) && id.CorpId is null)
            {
                return id;
            }

            result.AddError($"{name} must be wx and 16 lowercase hex digits.");
            return null;
        },
    };

    /// <summary>Null, <c>on</c> or <c>off</c>.</summary>
    public static Option<string?> LinkByUnionId()
    {
        var option = new Option<string?>("--link-by-unionid") { Description = "Link each user who logs in with a unionid with their users in the other apps for which this is on, so that they have one personId: on or off. The default is off.", HelpName = "on|off" };
        option.Validators.Add(result =>
        {
            if (result.GetValue(option) is not (null or "on" or "off"))
            {
                result.AddError($"{option.Name} must be on or off.");
            }
        });
        return option;
    }

    public static bool IsOn(string? value) => value == "on";

    public static Option<bool> Yes() => new("--yes", "-y") { Description = "Skip confirmation; required when stdin is not a terminal." };

    public static Option<string?> Url(string name, string description, Func<string?> fromEnvironment)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "URL", Recursive = true, DefaultValueFactory = _ => fromEnvironment() };
        option.Validators.Add(result => CheckUrl(result, name, result.GetValue(option)));
        return option;
    }

    public static void CheckUrl(SymbolResult result, string name, string? url) =>
        Check(result, url, UrlPattern(), $"{name} must be an http:// or https:// URL without a path.");

    public static void Check(SymbolResult result, string? value, Regex pattern, string error)
    {
        if (value is not null && !pattern.IsMatch(value))
        {
            result.AddError(error);
        }
    }

    [GeneratedRegex("^https?://[^/?#\\s]+/?$", RegexOptions.CultureInvariant)]
    private static partial Regex UrlPattern();
}
