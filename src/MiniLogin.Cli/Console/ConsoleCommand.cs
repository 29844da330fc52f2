using System.CommandLine;
using Microsoft.AspNetCore.Connections;
using Spectre.Console;

namespace MiniLogin.Cli.Console;

/// <summary><c>minilogin console</c></summary>
internal static class ConsoleCommand
{
    private const string Description = "Open a page for this deployment in the browser of this machine: apps, users, sessions, and why logins fail. "
        + "It does what the other commands do, with the same credentials, and asks first. Listens on this machine only. Ends with Ctrl+C, or after an hour without use.";

    public static Command Create(CommandFactory commands)
    {
        var port = new Option<int>("--port") { Description = "Listen on this port: 1 to 65535. Without it, on any free port.", HelpName = "NUMBER" };
        port.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(ushort.TryParse(token.Value, out var number) && number > 0))
            {
                result.AddError("--port must be a number from 1 to 65535.");
            }
        });
        var noOpen = new Option<bool>("--no-open") { Description = "Print the address without opening a browser." };
        var cloudWatchUrl = Inputs.Url("--cloudwatch-endpoint-url", "Use this CloudWatch endpoint, without real credentials; for local use.", () => null);
        return commands.Create("console", Description, RunAsync, port, noOpen, cloudWatchUrl);

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            // A local DynamoDB has no metrics in CloudWatch.
            var monitoring = call.Value(cloudWatchUrl) ?? "";
            using var metrics = monitoring.Length > 0 || call.Service<MiniLoginOptions>().DynamoDBUrl.Length == 0 ? new StackMetrics(call.Service<AwsAccess>(), monitoring, call.Service<TimeProvider>()) : null;
            ConsoleServer server;
            try
            {
                server = await ConsoleServer.StartAsync(call, call.Value(port), metrics, cancellationToken);
            }
            catch (IOException e) when (e.InnerException is AddressInUseException)
            {
                return call.Fail($"Port {call.Value(port)} is in use. Pass another --port, or omit it.");
            }

            await using var _ = server;
            call.Show(
                new ConsoleDocument(server.Address), ConsoleJson.Default.ConsoleDocument,
                opened => new Text($"{opened.Url}\nOnly a browser on this machine can open the page, and only once. Press Ctrl+C to end.\n"));
            if (!call.Value(noOpen) && !call.Terminal.IsOutputRedirected)
            {
                Browser.TryOpen(server.Address);
            }

            if (!await server.IsLeftUnusedAsync(cancellationToken))
            {
                return ExitCode.Done;
            }

            call.Say($"The page was not used for an hour and has ended. To open another, run: {call.CommandLine("console")}");
            return ExitCode.Done;
        }
    }
}

/// <param name="Url">The address of the page. It works once.</param>
internal sealed record ConsoleDocument(string Url);
