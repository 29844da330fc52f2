using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using MiniLogin.Apps;

namespace MiniLogin.Playground;

/// <summary>The options of the command; <c>--help</c> prints these texts.</summary>
internal static partial class CommandLine
{
    public static RootCommand Create(Func<PlaygroundSettings, CancellationToken, Task<int>> playground, Func<PlaygroundSettings, CancellationToken, Task<int>> mockStage)
    {
        var urls = new Option<string>("--urls")
        {
            Description = "Listen on this URL; separate several by ';'. On http://*:5080 the containers of sam local can reach it, and everyone on the network.",
            HelpName = "URL",
            DefaultValueFactory = _ => PlaygroundSettings.DefaultUrls,
        };
        var dynamoDB = new Option<string?>("--dynamodb")
        {
            Description = "Keep sessions and users in the DynamoDB at this URL, so that they survive a restart. Creates the tables if absent, adds the app to them and simulates the KMS for its AppSecret: sam local and minilogin can use all of it. The key of that KMS is public, so do not share a DynamoDB with real secrets. Without this option sessions and users are kept in memory.",
            HelpName = "URL",
        };
        var weChat = new Option<string?>("--wechat")
        {
            Description = "Ask the WeChat API at this URL, such as https://api.weixin.qq.com, in place of the simulator. Needs --app.",
            HelpName = "URL",
        };
        var app = new Option<string>("--app")
        {
            Description = "The mini program: its AppID and AppSecret.",
            HelpName = "APPID:SECRET",
            DefaultValueFactory = _ => PlaygroundSettings.DefaultApp,
        };
        var mock = new Option<bool>("--mock")
        {
            Description = "Serve the mock stage instead, as it is deployed: the same calls, where every code logs in and no WeChat is asked.",
        };
        var noConsole = new Option<bool>("--no-console")
        {
            Description = "Leave out the console and all that it records: for load tests.",
        };
        urls.Validators.Add(result => Check(result, urls.Name, result.GetValue(urls)?.Split(';')));
        dynamoDB.Validators.Add(result => Check(result, dynamoDB.Name, result.GetValue(dynamoDB)));
        weChat.Validators.Add(result => Check(result, weChat.Name, result.GetValue(weChat)));
        app.Validators.Add(result =>
        {
            if (!AppPattern().IsMatch(result.GetValue(app) ?? ""))
            {
                result.AddError("--app must be APPID:SECRET, with an AppID of wx and 16 hex digits.");
            }
        });

        var command = new RootCommand("MiniLogin on this machine: its functions behind a local API Gateway, a simulated WeChat, and a console to watch them.")
        {
            urls,
            dynamoDB,
            weChat,
            app,
            mock,
            noConsole,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(weChat) is { Implicit: false } && result.GetResult(app) is null or { Implicit: true })
            {
                result.AddError("--wechat needs --app: the real WeChat knows only your mini program.");
            }
        });
        command.SetAction((result, cancellationToken) =>
        {
            var appIdAndSecret = result.GetRequiredValue(app).Split(':', 2);
            var settings = new PlaygroundSettings(result.GetRequiredValue(urls), appIdAndSecret[0], appIdAndSecret[1], ToUri(result.GetValue(dynamoDB)), ToUri(result.GetValue(weChat)), Mock: result.GetValue(mock), Console: !result.GetValue(noConsole));
            return settings.Mock ? mockStage(settings, cancellationToken) : playground(settings, cancellationToken);
        });
        return command;
    }

    private static Uri? ToUri(string? url) => url is null ? null : new Uri(url);

    private static void Check(OptionResult result, string name, params string?[]? urls)
    {
        foreach (var url in urls ?? [])
        {
            // Kestrel also takes * and + for every address, which Uri does not.
            var readable = url?.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
            if (readable is not null && !(Uri.TryCreate(readable, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.PathAndQuery == "/"))
            {
                result.AddError($"{name}: '{url}' is not a URL such as http://localhost:8000.");
            }
        }
    }

    [GeneratedRegex("^" + AppId.Pattern + ":[!-~]{1,128}$", RegexOptions.CultureInvariant)]
    private static partial Regex AppPattern();
}
