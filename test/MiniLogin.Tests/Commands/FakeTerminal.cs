using MiniLogin.Cli;

namespace MiniLogin.Tests.Commands;

/// <param name="input">What is on standard input, when it is redirected or an answer is typed.</param>
/// <param name="hidden">What is typed at a prompt that shows nothing; with it somebody sits at the terminal.</param>
internal sealed class FakeTerminal(string? input, string? hidden) : ITerminal
{
    public StringWriter Written { get; } = new();

    public StringWriter Messages { get; } = new();

    public TextReader Input { get; } = new StringReader(input ?? "");

    public TextWriter Output => Written;

    public TextWriter Error => Messages;

    public bool IsInputRedirected => hidden is null;

    public bool IsOutputRedirected => true;

    public string ReadHidden() => hidden!;
}
