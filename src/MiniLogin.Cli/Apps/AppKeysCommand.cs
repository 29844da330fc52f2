using System.CommandLine;
using Spectre.Console;

namespace MiniLogin.Cli.Apps;

/// <summary><c>minilogin apps keys</c></summary>
internal static class AppKeysCommand
{
    public static Command Create(CommandFactory commands)
    {
        var appId = Inputs.AppId();
        return commands.Create("keys", "Show the ids of an app's keys, which of them are current, and since when. Shows no key.", async (call, cancellationToken) =>
            await call.Service<AppOperations>().KeysAsync(call.Value(appId), cancellationToken) is { } keys
                ? call.Show(keys, CommandJson.Default.AppKeysDocument, ToTable)
                : call.NotRegistered(call.Value(appId)), appId);
    }

    private static Table ToTable(AppKeysDocument document)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Key", "Kind", "State", "Current since");
        foreach (var (kind, keys) in new[] { ("token", document.TokenKeys), ("data", document.DataKeys) })
        {
            foreach (var key in keys)
            {
                table.AddRow(
                    new Text(Printable.From(key.Id)),
                    new Text(kind),
                    new Text(key.State switch { KeyState.Published => "published", KeyState.Current => "current", _ => "superseded" }),
                    new Text(key.ActiveAt is { } activeAt ? Printable.From(activeAt) : "the beginning"));
            }
        }

        return table;
    }
}
