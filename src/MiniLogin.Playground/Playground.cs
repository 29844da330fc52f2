using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using MiniLogin.Playground.Mock;

namespace MiniLogin.Playground;

/// <summary>
/// Runs MiniLogin on this machine: its functions behind a local API Gateway, a simulated WeChat, a console, and beside them the functions
/// of your own stacks.
/// </summary>
[SuppressMessage("Naming", "CA1724", Justification = "A program with this using directive says Playground.RunAsync.")]
public static class Playground
{
    /// <summary>
    /// Runs the Playground with one stack until Ctrl+C. The whole program of a host project. While it runs, every AWS client in this
    /// process that does not name a URL itself goes to the DynamoDB of <c>--dynamodb</c>, with local credentials, or nowhere.
    /// </summary>
    /// <param name="args">The options of the command line; <c>--help</c> lists them.</param>
    /// <param name="functions">The assembly with the annotated functions.</param>
    /// <param name="template">The path of the SAM template, see <see cref="StackSource"/>.</param>
    /// <returns>The exit code. An error was printed if it is not 0.</returns>
    public static Task<int> RunAsync(string[] args, Assembly functions, string template) => RunAsync(args, new StackSource(template, functions));

    /// <summary>Runs the Playground with any number of stacks until Ctrl+C.</summary>
    public static Task<int> RunAsync(string[] args, params StackSource[] stacks)
    {
        var configuration = new InvocationConfiguration
        {
            // The host handles Ctrl+C and lets running requests finish.
            ProcessTerminationTimeout = null,
        };
        return CommandLine.Create(PlaygroundApp.RunAsync, MockStage.RunAsync, stacks).Parse(args).InvokeAsync(configuration);
    }

    /// <summary>
    /// Starts the Playground with one stack for tests: on a free port, with tables of its own. Every AWS client in this process that does
    /// not name a URL itself then goes to this DynamoDB or nowhere.
    /// </summary>
    /// <param name="functions">The assembly with the annotated functions.</param>
    /// <param name="template">The path of the SAM template, see <see cref="StackSource"/>.</param>
    /// <param name="dynamoDB">
    /// The URL of a local DynamoDB API server, for the tables of the template. Null: the environment variable MINILOGIN_DYNAMODB, else
    /// http://localhost:8000. A template without tables needs none.
    /// </param>
    /// <exception cref="TemplateException">The template cannot be used. The message says why.</exception>
    /// <exception cref="InvalidOperationException">The DynamoDB cannot be used. The message has the command that starts one.</exception>
    public static Task<RunningPlayground> StartAsync(Assembly functions, string template, Uri? dynamoDB = null) => RunningPlayground.StartAsync(new(template, functions), dynamoDB);
}
