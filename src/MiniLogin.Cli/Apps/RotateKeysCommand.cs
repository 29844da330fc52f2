using System.CommandLine;
using MiniLogin.Account;
using MiniLogin.Apps;
using MiniLogin.Cli.Users;
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
            + "Removes keys that were replaced more than 10 minutes ago, after encrypting again, with the current data key, what such data keys encrypted. "
            + "That reads all users; if it is interrupted, run the command again.";
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
                return call.NotRegistered(id);
            }

            var vault = call.Service<AppVault>();
            var (before, keyId) = await vault.DecryptAsync(row, cancellationToken);
            if (KeyRotation.PendingUntil(before, call.Now) is { } pending)
            {
                return call.Fail($"The keys of the last rotation become current at {Printable.From(pending)}. Nothing was changed. Run the command again after that time.");
            }

            var retired = KeyRotation.DroppableDataKeys(before, call.Now);
            var count = new ResealCount();
            if (retired.Count > 0)
            {
                await ResealAsync(call, id, before, retired, count, cancellationToken);
            }

            if (count.Unfinished > 0)
            {
                return call.Fail($"{count.Unfinished} rows changed too often while they were encrypted again. No key was published or removed. Run the command again to continue.");
            }

            // The time is read again: encrypting may have taken hours, and the new keys become current two minutes from now.
            var after = KeyRotation.Rotate(before, retired, call.Now);
            if (!await vault.ReplaceAsync(row, after, call.KeyId ?? keyId, cancellationToken))
            {
                return call.Fail($"Another command changed the credentials of {id} at the same time. No key was published or removed. Run the command again.");
            }

            var document = ToDocument(id, before, after, count);
            return call.Show(document, CommandJson.Default.RotatedDocument, $"{id}: published token key {document.TokenKeys[0]} and data key {document.DataKeys[0]}. They become current at {Printable.From(document.ActiveAt)}. "
                + $"Old keys removed: {document.Dropped.Count}. Users encrypted again: {count.Users}. "
                + (count.Unreadable > 0 ? $"Values that nobody can decrypt: {count.Unreadable}. " : "")
                + $"To remove the keys that were current until then, run the command again after {Printable.From(document.RemovableAt)}.");
        }
    }

    private static async Task ResealAsync(CommandCall call, AppId appId, AppCredentials credentials, IReadOnlySet<string> retired, ResealCount count, CancellationToken cancellationToken)
    {
        var total = await UserRows.CountAsync(call, cancellationToken);
        try
        {
            await call.TrackAsync(
                "Encrypting again",
                total,
                () => new(count.Rows, $"{UserRows.Read(count.Rows, total)}, {count.Users:N0} users encrypted"),
                report => call.Service<Reseal>().RunAsync(appId, credentials, retired, call.Now, count, report, cancellationToken));
        }
        catch
        {
            call.Say($"Stopped. Users checked: {count.Checked}, encrypted again: {count.Users}. No key was published or removed. Run the command again to continue.");
            throw;
        }
    }

    private static RotatedDocument ToDocument(AppId appId, AppCredentials before, AppCredentials after, ResealCount count)
    {
        var activeAt = after.TokenKeys[0].ActiveAt!.Value;
        string[] tokenKeys = [.. after.TokenKeys.Select(k => k.Id)];
        string[] dataKeys = [.. after.DataKeys.Select(k => k.Id)];
        string[] dropped = [.. before.TokenKeys.Select(k => k.Id).Except(tokenKeys), .. before.DataKeys.Select(k => k.Id).Except(dataKeys)];
        return new(appId.ToString(), activeAt, tokenKeys, dataKeys, dropped, activeAt + KeyRotation.DataKeyKeptFor, count.Users, count.Unreadable);
    }
}
