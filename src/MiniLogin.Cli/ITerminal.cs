namespace MiniLogin.Cli;

/// <summary>Where the command reads and writes.</summary>
internal interface ITerminal
{
    TextReader Input { get; }

    TextWriter Output { get; }

    TextWriter Error { get; }

    /// <summary>Nobody is there to be asked.</summary>
    bool IsInputRedirected { get; }

    bool IsOutputRedirected { get; }

    /// <summary>A line that is not shown while it is typed.</summary>
    string ReadHidden();
}
