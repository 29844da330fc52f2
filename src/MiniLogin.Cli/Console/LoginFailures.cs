using MiniLogin.Cli.Logs;

namespace MiniLogin.Cli.Console;

/// <summary>Why logins fail.</summary>
/// <param name="Commands">The commands that search the logs of the last day, as <c>minilogin logs</c> prints them. Each is several lines for a POSIX shell.</param>
internal sealed record LoginFailures(IReadOnlyList<string> Commands)
{
    private const int Minutes = 24 * 60;

    /// <summary>Stands for the name of the stack if none was named.</summary>
    private const string UnknownStack = "NAME";

    public static Task<LoginFailures> ReadAsync(CommandCall call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(new LoginFailures(LogQuery.Commands(call.Service<CommandTarget>().Stack ?? UnknownStack, null, null, Minutes)));
    }
}
