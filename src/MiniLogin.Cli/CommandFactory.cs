using System.CommandLine;

namespace MiniLogin.Cli;

/// <summary>Creates commands from a name, a description, an action and inputs.</summary>
internal sealed class CommandFactory(Func<ParseResult, Func<CommandCall, CancellationToken, Task<int>>, CancellationToken, Task<int>> run)
{
    public Command Create(string name, string description, Func<CommandCall, CancellationToken, Task<int>> action, params ReadOnlySpan<Symbol> inputs)
    {
        var command = new Command(name, description);
        foreach (var input in inputs)
        {
            if (input is Argument argument)
            {
                command.Add(argument);
            }
            else
            {
                command.Add((Option)input);
            }
        }

        command.SetAction((parsed, cancellationToken) => run(parsed, action, cancellationToken));
        return command;
    }
}
