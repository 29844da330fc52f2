using MiniLogin.Cli;
using Spectre.Console;

namespace MiniLogin.Tests.Commands;

/// <param name="input">Standard input: redirected, or typed at a prompt.</param>
/// <param name="hidden">What is typed at the hidden prompt. Null: standard input is redirected and there is no terminal.</param>
/// <param name="console">Standard error as a terminal that shows progress, or null.</param>
internal sealed class FakeTerminal(string? input, string? hidden, IAnsiConsole? console) : ITerminal
{
    public StringWriter Written { get; } = new();

    public StringWriter Messages { get; } = new();

    public TextReader Input { get; } = new StringReader(input ?? "");

    public TextWriter Output => Written;

    public TextWriter Error => Messages;

    public bool IsInputRedirected => hidden is null;

    public bool IsOutputRedirected => true;

    public IAnsiConsole? ErrorConsole => console;

    public string ReadHidden() => hidden!;
}
