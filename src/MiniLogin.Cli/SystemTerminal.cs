using System.Text;
using Spectre.Console;

namespace MiniLogin.Cli;

internal sealed class SystemTerminal : ITerminal
{
    public TextReader Input => System.Console.In;

    public TextWriter Output => System.Console.Out;

    public TextWriter Error => System.Console.Error;

    public bool IsInputRedirected => System.Console.IsInputRedirected;

    public bool IsOutputRedirected => System.Console.IsOutputRedirected;

    public IAnsiConsole? ErrorConsole { get; } = System.Console.IsErrorRedirected ? null : AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(System.Console.Error) });

    public string ReadHidden()
    {
        var typed = new StringBuilder();
        while (System.Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key != ConsoleKey.Backspace)
            {
                typed.Append(key.KeyChar);
            }
            else if (typed.Length > 0)
            {
                typed.Length--;
            }
        }

        return typed.ToString();
    }
}
