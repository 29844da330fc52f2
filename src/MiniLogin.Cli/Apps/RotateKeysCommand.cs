using System.CommandLine;
using MiniLogin.Account;
using MiniLogin.Apps;
using MiniLogin.Secrets;

namespace MiniLogin.Cli.Apps;

/// <summary><c>minilogin apps rotate-keys</c></summary>
internal static class RotateKeysCommand
{
    public static Command Create(CommandFactory commands)
    {
        var appId = Inputs.AppId();
        var yes = Inputs.Yes();
        const string Description = "Rotate an app's keys: publish a new token key and a new data key, which become current after two minutes. Nobody is logged out. "
            + "Removes token keys that were replaced more than 10 minutes ago, and data keys that were replaced more than a day ago and are unused.";
        return commands.Create("rotate-keys", Description, RunAsync, appId, yes);

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            var id = call.Value(appId);
            if (call.Ask($"Rotate the token and data keys of {id}?", yes) is { } refused)
            {
                return refused;
            }

            if (await call.Service<AppTable>().FindAsync(id, consistent: true, cancellationToken) is not { } row)
            {
                return call.Fail($"{id} is not registered. To see all apps, run: minilogin apps list");
            }

            var vault = call.Service<AppVault>();
            var (before, keyId) = await vault.DecryptAsync(row, cancellationToken);
            var now = call.Now;
            if (KeyRotation.PendingUntil(before, now) is { } pending)
            {
                return call.Fail($"The keys of the last rotation become current at {Printable.From(pending)}. Nothing was changed. Run the command again after that time.");
            }

            var droppable = KeyRotation.DroppableDataKeys(before, now);
            var unused = await call.Service<DataKeyUse>().UnusedAsync(id, droppable, cancellationToken);
            if (KeyRotation.Rotate(before, unused, now) is not { } after)
            {
                return call.Fail($"{id} has {KeyRotation.MaxKeys} keys of one kind, which is the maximum, and all are in use. Nothing was changed. Try again later.");
            }

            if (!await vault.ReplaceAsync(row, after, call.KeyId ?? keyId, cancellationToken))
            {
                return call.Fail($"Another command changed the credentials of {id} at the same time. Nothing was changed. Run the command again.");
            }

            var document = ToDocument(id, before, after);
            return call.Show(document, CommandJson.Default.RotatedDocument, $"{id}: published token key {document.TokenKeys[0]} and data key {document.DataKeys[0]}. They become current at {Printable.From(document.ActiveAt)}. Old keys removed: {document.Dropped.Count}.");
        }
    }

    private static RotatedDocument ToDocument(AppId appId, AppCredentials before, AppCredentials after)
    {
        string[] tokenKeys = [.. after.TokenKeys.Select(k => k.Id)];
        string[] dataKeys = [.. after.DataKeys.Select(k => k.Id)];
        string[] dropped = [.. before.TokenKeys.Select(k => k.Id).Except(tokenKeys), .. before.DataKeys.Select(k => k.Id).Except(dataKeys)];
        return new(appId.ToString(), after.TokenKeys[0].ActiveAt!.Value, tokenKeys, dataKeys, dropped);
    }
}
