using System.CommandLine;
using Amazon.DynamoDBv2;
using Amazon.KeyManagementService;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Account;
using MiniLogin.Account.Avatars;
using MiniLogin.Apps;
using MiniLogin.Cli.Apps;
using MiniLogin.Cli.Avatars;
using MiniLogin.Cli.Components;
using MiniLogin.Cli.Console;
using MiniLogin.Cli.Doctor;
using MiniLogin.Cli.Logs;
using MiniLogin.Cli.Sessions;
using MiniLogin.Cli.Users;
using MiniLogin.Secrets;
using MiniLogin.WeChat.ThirdParty;

namespace MiniLogin.Cli;

/// <summary><c>minilogin</c>, from its arguments to its exit code. The only place that handles exceptions, besides the console.</summary>
internal sealed class OperatorCommand(ITerminal terminal, TimeProvider clock, Func<string, string?> environment)
{
    private readonly GlobalOptions _global = new(environment);

    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        var root = Create();
        // Disables response files, so that an argument may begin with @.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            return Refuse(parsed);
        }

        var configuration = new InvocationConfiguration { Output = terminal.Output, Error = terminal.Error, EnableDefaultExceptionHandler = false };
        return await parsed.InvokeAsync(configuration, cancellationToken);
    }

    private RootCommand Create()
    {
        var commands = new CommandFactory(RunAsync);
        var root = new RootCommand($"Manage a MiniLogin deployment. {ExitCode.Help}")
        {
            AppsCommand.Create(commands),
            ComponentCommand.Create(commands),
            SessionsCommand.Create(commands),
            UsersCommand.Create(commands),
            AvatarsCommand.Create(commands),
            LogsCommand.Create(commands),
            ConsoleCommand.Create(commands),
            DoctorCommand.Create(commands),
        };
        foreach (var option in _global.All)
        {
            root.Add(option);
        }

        return root;
    }

    /// <summary>Prints usage errors. An extra argument is not shown, because it may be a secret typed in the wrong place.</summary>
    private int Refuse(ParseResult parsed)
    {
        var unknown = parsed.UnmatchedTokens;
        foreach (var message in parsed.Errors.Select(e => e.Message).Where(m => !unknown.Any(t => m.Contains($"'{t}'", StringComparison.Ordinal))).Distinct())
        {
            terminal.Error.WriteLine(Printable.From(message));
        }

        foreach (var token in unknown)
        {
            terminal.Error.WriteLine(token.StartsWith("--", StringComparison.Ordinal)
                ? $"Unknown option: {Printable.From(token.Split('=')[0])}"
                : "Unknown command or extra argument. It is not shown here because it may be a secret. Never pass secrets as arguments.");
        }

        terminal.Error.WriteLine("Run with --help for usage.");
        return ExitCode.Usage;
    }

    private async Task<int> RunAsync(ParseResult parsed, Func<CommandCall, CancellationToken, Task<int>> action, CancellationToken cancellationToken)
    {
        var access = _global.Access(parsed, ReadMfaCode);
        var stack = _global.Stack(parsed);
        var callsAws = !_global.IsLocal(parsed) || (stack is not null && _global.SsmUrl(parsed).Length == 0);
        if (callsAws && access.Endpoint is null)
        {
            await terminal.Error.WriteLineAsync("No AWS region is set. Pass --region, or set it in the profile or the environment.");
            return ExitCode.Usage;
        }

        if (callsAws && await access.CheckCredentialsAsync() is { } failure)
        {
            return await FailAsync(failure.IsNetwork ? ExitCode.Unreachable : ExitCode.Failed, failure.Message);
        }

        var options = new MiniLoginOptions();
        try
        {
            StackCoordinates? coordinates = null;
            if (stack is not null)
            {
                using var ssm = access.Ssm(_global.SsmUrl(parsed));
                var lookup = await StackLookup.RunAsync(ssm, stack, access.RegionName(_global.SsmUrl(parsed)), cancellationToken);
                if (lookup is StackLookup.NotFound { Message: var message })
                {
                    return await FailAsync(ExitCode.Failed, message);
                }

                coordinates = ((StackLookup.Found)lookup).Coordinates;
            }

            options = _global.Options(parsed, coordinates);
            var target = new CommandTarget(callsAws ? access.Endpoint!.SystemName : stack is null ? null : access.RegionName(_global.SsmUrl(parsed)), stack, coordinates is null ? [] : _global.Overriding(parsed, coordinates), _global.KeyId(parsed, coordinates));
            foreach (var variable in target.Overriding)
            {
                await terminal.Error.WriteLineAsync($"{variable} is set and overrides the value of stack {stack}.");
            }

            await using var services = Services(options, access, target);
            return await action(new CommandCall(parsed, _global, terminal, services), cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException or StoreUnavailableException && cancellationToken.IsCancellationRequested)
        {
            return await FailAsync(ExitCode.Failed, "Cancelled.");
        }
        catch (Exception e) when (CommandFailure.From(e, options, access.Profile) is not null)
        {
            var (exitCode, message) = CommandFailure.From(e, options, access.Profile)!;
            return await FailAsync(exitCode, message);
        }
    }

    private async Task<int> FailAsync(int exitCode, string message)
    {
        await terminal.Error.WriteLineAsync(Printable.Lines(message));
        return exitCode;
    }

    private string ReadMfaCode()
    {
        if (terminal.IsInputRedirected)
        {
            throw new InvalidOperationException("The profile requires the code of an MFA device, but stdin is not a terminal. Use a profile with temporary credentials.");
        }

        terminal.Error.Write("Code of your MFA device: ");
        return terminal.ReadHidden();
    }

    private ServiceProvider Services(MiniLoginOptions options, AwsAccess access, CommandTarget target) => new ServiceCollection()
        .AddSingleton(clock)
        .AddSingleton(target)
        .AddSingleton(access)
        .AddLogging()
        .AddMiniLogin(options)
        .AddSingleton<IAmazonDynamoDB>(_ => access.DynamoDB(options.DynamoDBUrl))
        .AddSingleton<IAmazonKeyManagementService>(_ => access.Kms(options.KmsUrl))
        .AddSingleton<IAmazonS3>(_ => access.S3(options.S3Url))
        .AddSingleton<AppTable>()
        .AddSingleton<AvatarPruning>()
        // A command that needs no key runs without the region of KMS.
        .AddSingleton(s => new KmsAppCredentialsCipher(new Lazy<IAmazonKeyManagementService>(s.GetRequiredService<IAmazonKeyManagementService>)))
        .AddSingleton<Reseal>()
        .AddSingleton<UserMove>()
        .AddSingleton<AppVault>()
        .AddSingleton(s => (DynamoDBComponentStore)s.GetRequiredService<IComponentStore>())
        .AddSingleton<AppOperations>()
        .AddSingleton<UserOperations>()
        .AddSingleton<SessionOperations>()
        .AddSingleton<WeChatProbe>()
        .BuildServiceProvider();
}
