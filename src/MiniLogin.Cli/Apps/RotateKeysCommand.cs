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
        const string Description = "Publishes a new token key and a new data key, current two minutes later. No one is logged out. "
            + "Drops token keys superseded 10 minutes ago, and data keys superseded a day ago that no user's row is sealed with.";
        return commands.Create("rotate-keys", Description, RunAsync, appId, yes);

        async Task<int> RunAsync(Call call, CancellationToken cancellationToken)
        {
            var id = call.Value(appId);
            if (call.Ask($"Rotate the token and data keys of {id}?", yes) is { } refused)
            {
                return refused;
            }

            if (await call.Service<AppTable>().FindAsync(id, consistent: true, cancellationToken) is not { } row)
            {
                return call.Fail($"{id} is not registered.");
            }

            var vault = call.Service<AppVault>();
            var (before, keyId) = await vault.OpenAsync(row, cancellationToken);
            var now = call.Now;
            if (KeyRotation.PendingUntil(before, now) is { } pending)
            {
                return call.Fail($"The keys of the last rotation become current at {Printable.Of(pending)}. Nothing was changed; run it again after that.");
            }

            var droppable = KeyRotation.DroppableDataKeys(before, now);
            var unused = await call.Service<DataKeyUse>().UnusedAsync(id, droppable, cancellationToken);
            if (KeyRotation.Rotate(before, unused, now) is not { } after)
            {
                return call.Fail($"{id} has {KeyRotation.MaxKeys} keys of a kind that are all in use, and no room for more. Nothing was changed.");
            }

            if (!await vault.ReplaceAsync(row, after, call.KeyId ?? keyId, cancellationToken))
            {
                return call.Fail($"The credentials of {id} were changed by somebody else meanwhile. Nothing was changed here; run it again.");
            }

            var document = ToDocument(id, before, after);
            return call.Show(document, CommandJson.Default.RotatedDocument, $"{id}: token key {document.TokenKeys[0]} and data key {document.DataKeys[0]} are published and become current at {Printable.Of(document.ActiveAt)}. Dropped: {document.Dropped.Count}.");
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
