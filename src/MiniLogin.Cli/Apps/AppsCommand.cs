using System.CommandLine;
using Spectre.Console;

namespace MiniLogin.Cli.Apps;

/// <summary><c>minilogin apps</c></summary>
internal static class AppsCommand
{
    public static Command Create(CommandFactory commands) => new("apps", "Manage registered mini programs and WeCom apps.")
    {
        AddAppCommand.Create(commands),
        List(commands),
        AppKeysCommand.Create(commands),
        Switch(commands, "disable", enabled: false),
        Switch(commands, "enable", enabled: true),
        EndSessions(commands),
        SetAppCommand.Create(commands),
        RotateSecretCommand.Create(commands),
        RotateKeysCommand.Create(commands),
    };

    private static Command List(CommandFactory commands) => commands.Create("list", "List apps.", async (call, cancellationToken) =>
    {
        return call.Show(await call.Service<AppOperations>().ListAsync(cancellationToken), CommandJson.Default.AppsDocument, document =>
        {
            var table = new Table().Border(TableBorder.Rounded).AddColumns("App", "Kind", "Name", "Enabled", "Created");
            foreach (var app in document.Apps)
            {
                table.AddRow(new Text(app.AppId), new Text(app.Kind), new Text(Printable.From(app.Name)), new Text(app.Enabled ? "yes" : "no", new(app.Enabled ? Color.Green : Color.Red)), new Text(Printable.From(app.CreatedAt)));
            }

            return table;
        });
    });

    private static Command EndSessions(CommandFactory commands)
    {
        var appId = Inputs.AppId();
        var yes = Inputs.Yes();
        return commands.Create("end-sessions", "End all sessions of all users of an app, within a minute: the first thing to do after a leak. Users can log in again at once.", RunAsync, appId, yes);

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            var id = call.Value(appId);
            if (call.Ask($"End all sessions of all users of {id}?", yes) is { } refused)
            {
                return refused;
            }

            return await call.Service<AppOperations>().EndSessionsAsync(id, cancellationToken) is { } app
                ? call.Show(app, CommandJson.Default.AppDocument, $"All sessions of {id} created until {Printable.From(app.SessionsEndedAt)} have ended. This takes effect within a minute.")
                : call.NotRegistered(id);
        }
    }

    private static Command Switch(CommandFactory commands, string name, bool enabled)
    {
        var appId = Inputs.AppId();
        var yes = Inputs.Yes();
        var description = enabled ? "Enable an app. Its unexpired sessions become valid again." : "Disable an app: refuse its logins and sessions within a minute.";
        return commands.Create(name, description, RunAsync, enabled ? [appId] : [appId, yes]);

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            var id = call.Value(appId);
            if (!enabled && call.Ask($"Disable {id} and refuse its logins and sessions?", yes) is { } refused)
            {
                return refused;
            }

            if (await call.Service<AppOperations>().SetEnabledAsync(id, enabled, cancellationToken) is not { } app)
            {
                return call.NotRegistered(id);
            }

            return enabled && !app.Enabled
                ? call.Fail($"{id} stays disabled until its merchant authorises the third-party platform again. If the merchant has, run: {call.CommandLine("component reconcile")}")
                : call.Show(app, CommandJson.Default.AppDocument, $"{id} is {(enabled ? "enabled" : "disabled")}. This takes effect within a minute.");
        }
    }
}
