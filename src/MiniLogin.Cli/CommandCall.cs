using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
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

    public ITerminal Terminal => terminal;

    public string? KeyId => global.KeyId(parsed);

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

    public void Say(string message) => terminal.Error.WriteLine(Printable.From(message));

    public int Fail(string message)
    {
        Say(message);
        return ExitCode.Failed;
    }

    public int WrongUsage(string message)
    {
        Say(message);
        return ExitCode.Usage;
    }

    /// <summary>Asks for confirmation. Returns null to continue, or the exit code to stop with.</summary>
    public int? Ask(string question, Option<bool> yes)
    {
        if (parsed.GetValue(yes))
        {
            return null;
        }

        if (terminal.IsInputRedirected)
        {
            return WrongUsage("stdin is not a terminal; pass --yes to skip the confirmation. Nothing was changed.");
        }

        terminal.Error.Write($"{Printable.From(question)} [y/N] ");
        return terminal.Input.ReadLine()?.Trim() is "y" or "Y" or "yes" ? null : Fail("Nothing was changed.");
    }
}
