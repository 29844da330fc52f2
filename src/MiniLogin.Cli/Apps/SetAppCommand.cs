using System.CommandLine;
using MiniLogin.Apps;

namespace MiniLogin.Cli.Apps;

/// <summary><c>minilogin apps set</c></summary>
internal static class SetAppCommand
{
    public static Command Create(CommandFactory commands)
    {
        var appId = Inputs.AppId();
        var link = Inputs.LinkByUnionId();
        link.Required = true;
        return commands.Create("set", "Change a setting of an app.", RunAsync, appId, link);

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            var id = call.Value(appId);
            var isOn = Inputs.IsOn(call.Value(link));
            if (await call.Service<AppTable>().FindAsync(id, consistent: true, cancellationToken) is not { } row)
            {
                return call.NotRegistered(id);
            }

            if (!await call.Service<AppVault>().SetLinkingAsync(row, isOn, call.KeyId, call.Now.Floor(), cancellationToken))
            {
                return call.Fail($"Another command changed the credentials of {id} at the same time. Nothing was changed. Run the command again.");
            }

            return call.Show(AppDocument.From(row.App with { LinksByUnionId = isOn }, row.CreatedAt), CommandJson.Default.AppDocument, isOn
                ? $"From a minute from now, a login to {id} with a unionid links the user. Sessions have a personId from the user's next login."
                : $"From a minute from now, a login to {id} links no user. Users who are linked stay linked. To unlink one, run: {call.CommandLine("users unlink USERKEY")}");
        }
    }
}
