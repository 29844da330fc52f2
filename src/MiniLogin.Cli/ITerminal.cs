using Spectre.Console;

namespace MiniLogin.Cli;

/// <summary>Standard input, output and error of the command.</summary>
internal interface ITerminal
{
    TextReader Input { get; }

    TextWriter Output { get; }

    TextWriter Error { get; }

    /// <summary>Whether stdin is not a terminal, so that nobody can answer a prompt.</summary>
    bool IsInputRedirected { get; }

    bool IsOutputRedirected { get; }

    /// <summary>Standard error, on which progress is shown; null if it is not a terminal.</summary>
    IAnsiConsole? ErrorConsole { get; }

    /// <summary>Reads a line without echoing it.</summary>
    string ReadHidden();
}
