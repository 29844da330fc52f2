using System.CommandLine;
using System.CommandLine.Parsing;
using MiniLogin.Apps;

namespace MiniLogin.Playground;

/// <summary>The options of the command. <c>--help</c> prints their descriptions.</summary>
internal static class CommandLine
{
    /// <param name="stacks">The stacks of the program, in addition to those of <c>--template</c>.</param>
    public static RootCommand Create(Func<PlaygroundSettings, CancellationToken, Task<int>> playground, Func<PlaygroundSettings, CancellationToken, Task<int>> mockStage, params StackSource[] stacks)
    {
        var urls = new Option<string>("--urls")
        {
            Description = "Listen on this URL; separate several URLs with ';'. Use http://*:5080 to let the containers of sam local connect; everyone on the network can then connect too.",
            HelpName = "URL",
            DefaultValueFactory = _ => PlaygroundSettings.DefaultUrls,
        };
        var hosts = new Option<string[]>("--host")
        {
            Description = "Accept requests for this name too, for example that of a tunnel or of this machine. Can be repeated. Always accepted: localhost, IP addresses, host.docker.internal and the names in --urls. Others are refused, because web pages could use them to reach the Playground.",
            HelpName = "NAME",
            DefaultValueFactory = _ => [],
        };
        var dynamoDB = new Option<string?>("--dynamodb")
        {
            Description = "Store sessions and users in the DynamoDB at this URL, so that they survive a restart. Creates missing tables, adds the app and simulates the KMS that encrypts its AppSecret; sam local and minilogin can use both. The key of this KMS is public: never use a DynamoDB that holds real secrets. Without this option, sessions and users are kept in memory.",
            HelpName = "URL",
        };
        var weChat = new Option<string?>("--wechat")
        {
            Description = "Call the WeChat API at this URL instead of the simulator, for example https://api.weixin.qq.com. Requires --app.",
            HelpName = "URL",
        };
        var app = new Option<string>("--app")
        {
            Description = $"Set the AppID of the mini program. Its AppSecret is read from the environment variable {AppSecretInput.Variable}; with --wechat, else from stdin or a hidden prompt.",
            HelpName = "APPID",
            DefaultValueFactory = _ => PlaygroundSettings.DefaultAppId,
        };
        var mock = new Option<bool>("--mock")
        {
            Description = "Run the mock stage instead, as it would be deployed: the same API, but every code logs in and WeChat is not called.",
        };
        var noConsole = new Option<bool>("--no-console")
        {
            Description = "Disable the console and its recording, for example in load tests.",
        };
        var link = new Option<bool>("--link-by-unionid")
        {
            Description = "Link each user who logs in with a unionid, so that sessions have a personId, as after minilogin apps set --link-by-unionid on. An app that is already in a DynamoDB stays as it is.",
        };
        var templates = new Option<string[]>("--template")
        {
            Description = "Serve the functions of this SAM template too, in any language. Requires --lambda. Can be repeated, with one --lambda each.",
            HelpName = "PATH",
            DefaultValueFactory = _ => [],
        };
        var lambdas = new Option<string[]>("--lambda")
        {
            Description = "Invoke these functions at this URL of Lambda's Invoke API, for example http://127.0.0.1:3001 of sam local start-lambda.",
            HelpName = "URL",
            DefaultValueFactory = _ => [],
        };
        urls.Validators.Add(result => Check(result, urls.Name, result.GetValue(urls)?.Split(';')));
        dynamoDB.Validators.Add(result => Check(result, dynamoDB.Name, result.GetValue(dynamoDB)));
        weChat.Validators.Add(result => Check(result, weChat.Name, result.GetValue(weChat)));
        lambdas.Validators.Add(result => Check(result, lambdas.Name, result.GetValue(lambdas)));
        hosts.Validators.Add(result =>
        {
            if (result.GetValue(hosts)?.FirstOrDefault(host => Uri.CheckHostName(host) != UriHostNameType.Dns) is { } wrong)
            {
                result.AddError($"--host: '{wrong}' is not a host name without scheme and port, for example my-computer.local.");
            }
        });
        app.Validators.Add(result =>
        {
            // Does not repeat the value, which may contain an AppSecret.
            if (!AppId.TryParse(result.GetValue(app), out _))
            {
                result.AddError($"--app must be an AppID: wx followed by 16 lowercase hex digits. Never put the AppSecret on the command line; set the environment variable {AppSecretInput.Variable}, or omit it and enter it when asked.");
            }
        });

        var command = new RootCommand("Run MiniLogin on this machine: its functions behind a local API Gateway, a simulated WeChat, and a console that shows every call.")
        {
            urls,
            hosts,
            dynamoDB,
            weChat,
            app,
            templates,
            lambdas,
            mock,
            noConsole,
            link,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(weChat) is { Implicit: false } && result.GetResult(app) is null or { Implicit: true })
            {
                result.AddError("--wechat requires --app: the real WeChat accepts only the AppID and AppSecret of your mini program.");
            }
        });
        command.Validators.Add(result =>
        {
            if ((result.GetValue(templates), result.GetValue(lambdas)) is ({ } paths, { } invoked) && !(paths.Length == invoked.Length || (paths.Length == 0 && invoked.Length == stacks.Length)))
            {
                result.AddError(paths.Length == 0 ? "--lambda requires --template." : "Each --template requires a --lambda: a program that runs its functions.");
            }
        });
        command.SetAction((result, cancellationToken) =>
        {
            if (AppSecretInput.Read(isRequired: result.GetValue(weChat) is not null) is not { } secret)
            {
                return Task.FromResult(1);
            }

            var settings = new PlaygroundSettings(result.GetRequiredValue(urls), result.GetRequiredValue(app), secret, ToUri(result.GetValue(dynamoDB)), ToUri(result.GetValue(weChat)), Mock: result.GetValue(mock), Console: !result.GetValue(noConsole), Hosts: result.GetValue(hosts), LinkByUnionId: result.GetValue(link));
            if (settings.Mock)
            {
                return mockStage(settings, cancellationToken);
            }

            var invoked = result.GetRequiredValue(lambdas).Select(url => new Uri(url)).ToList();
            var named = result.GetRequiredValue(templates).Select((path, i) => new StackSource(path, Lambda: invoked[i])).ToList();
            return playground(settings with { Stacks = named.Count == 0 && invoked.Count > 0 ? [.. stacks.Select((stack, i) => stack with { Lambda = invoked[i] })] : [.. stacks, .. named] }, cancellationToken);
        });
        return command;
    }

    private static Uri? ToUri(string? url) => url is null ? null : new Uri(url);

    private static void Check(OptionResult result, string name, params string?[]? urls)
    {
        foreach (var url in urls ?? [])
        {
            // Kestrel accepts * and + for all addresses; Uri does not.
            var readable = url?.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
            if (readable is not null && !(Uri.TryCreate(readable, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.PathAndQuery == "/"))
            {
                result.AddError($"{name}: '{url}' is not an http or https URL without a path, for example http://localhost:8000.");
            }
        }
    }
}
