using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Apps;
using MiniLogin.Users;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MiniLogin.Cli;

/// <summary>One run of a command: its arguments, services and output.</summary>
internal sealed class CommandCall(ParseResult parsed, GlobalOptions global, ITerminal terminal, IServiceProvider services)
{
    // Tables are not wrapped in a file or pipe.
    private const int RedirectedWidth = 400;

    private readonly bool _json = parsed.GetValue(global.Json);
    private IAnsiConsole? _live;

    public ITerminal Terminal => terminal;

    public string? KeyId => Service<CommandTarget>().KeyId;

    public IReadOnlyList<string> WeChatUrls => global.WeChatUrls(parsed);

    public DateTimeOffset Now => Service<TimeProvider>().GetUtcNow();

    /// <summary>A user with the URL of their stored picture; without --public-url, only with its path.</summary>
    public User Shown(User user) => user.ShownAt(Service<MiniLoginOptions>().PublicUrl.TrimEnd('/'));

    public T Value<T>(Argument<T> argument) => parsed.GetValue(argument)!;

    public T? Value<T>(Option<T> option) => parsed.GetValue(option);

    public T Service<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>Prints the result: as JSON with --json, otherwise in readable form.</summary>
    public int Show<T>(T document, JsonTypeInfo<T> type, Func<T, IRenderable> readable)
    {
        if (_json)
        {
            terminal.Output.WriteLine(JsonSerializer.Serialize(document, type));
            return ExitCode.Done;
        }

        var console = AnsiConsole.Create(new()
        {
            Out = new AnsiConsoleOutput(terminal.Output),
            Ansi = terminal.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = terminal.IsOutputRedirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = InteractionSupport.No,
        });
        if (terminal.IsOutputRedirected)
        {
            console.Profile.Width = RedirectedWidth;
        }

        console.Write(readable(document));
        return ExitCode.Done;
    }

    public int Show<T>(T document, JsonTypeInfo<T> type, string sentence) => Show(document, type, _ => new Text(Printable.From(sentence) + "\n"));

    /// <summary>Prints the result: as JSON with --json, otherwise as these lines, for a file.</summary>
    public void ShowLines<T>(T document, JsonTypeInfo<T> type, IEnumerable<string> lines)
    {
        foreach (var line in _json ? [JsonSerializer.Serialize(document, type)] : lines)
        {
            terminal.Output.WriteLine(line);
        }
    }

    /// <summary>Says on stderr what the result does not show; with --json it does.</summary>
    public void Explain(string message)
    {
        if (!_json)
        {
            Say(message);
        }
    }

    /// <summary>Whether long work shows a bar, so that it is worth to find out how much there is to do.</summary>
    public bool ShowsBar => !_json && terminal.ErrorConsole is not null;

    /// <summary>Shows on stderr how far long work is, but nothing with --json. Messages of the work appear above its bar.</summary>
    /// <param name="doing">What is done, such as <c>Reading users</c>.</param>
    /// <param name="total">The steps of the whole work, at least roughly; null if unknown.</param>
    /// <param name="work">Calls its argument after each step, from any thread.</param>
    public async Task TrackAsync(string doing, long? total, Func<WorkState> state, Func<Action, Task> work)
    {
        _live = ShowsBar ? terminal.ErrorConsole : null;
        try
        {
            await WorkProgress.RunAsync(doing, total, state, _live, _json ? _ => { } : Say, Service<TimeProvider>(), work);
        }
        finally
        {
            _live = null;
        }
    }

    /// <summary>Returns a command line that can be pasted: with the options of this one that say where the deployment is.</summary>
    public string CommandLine(string arguments) => $"minilogin {arguments}" + string.Concat(global.All
        .Where(option => option != global.Json)
        .Select(parsed.GetResult)
        .Where(result => result is { Implicit: false })
        .SelectMany(result => result!.Tokens.Select(token => $" {result.Option.Name} {Shell.Quote(token.Value)}")));

    public void Say(string message)
    {
        if (_live is { } console)
        {
            console.WriteLine(Printable.Lines(message));
        }
        else
        {
            terminal.Error.WriteLine(Printable.Lines(message));
        }
    }

    public int Fail(string message)
    {
        Say(message);
        return ExitCode.Failed;
    }

    public int NotRegistered(AppId appId) => Fail($"{appId} is not registered. To see all apps, run: {CommandLine("apps list")}");

    public int WrongUsage(string message)
    {
        Say(message);
        return ExitCode.Usage;
    }

    /// <summary>Returns the exit code to stop with if <see cref="Ask"/> could not be answered, otherwise null.</summary>
    public int? RefuseIfNobodyAnswers(Option<bool> yes) => !parsed.GetValue(yes) && terminal.IsInputRedirected
        ? WrongUsage("stdin is not a terminal; pass --yes to skip the confirmation. Nothing was changed.")
        : null;

    /// <summary>Asks for confirmation. Returns null to continue, or the exit code to stop with.</summary>
    public int? Ask(string question, Option<bool> yes)
    {
        if (RefuseIfNobodyAnswers(yes) is { } refused)
        {
            return refused;
        }

        if (parsed.GetValue(yes))
        {
            return null;
        }

        terminal.Error.Write($"{Printable.From(question)} [y/N] ");
        return terminal.Input.ReadLine()?.Trim() is "y" or "Y" or "yes" ? null : Fail("Nothing was changed.");
    }
}
