using System.CommandLine;
using MiniLogin.Account;
using MiniLogin.Apps;
using MiniLogin.Cli.Apps;
using MiniLogin.Users;

namespace MiniLogin.Cli.Users;

/// <summary><c>users link</c> and <c>users unlink</c></summary>
internal static class LinkCommands
{
    public static Command Link(CommandFactory commands)
    {
        var user = new UserInput();
        var to = new Option<UserKey?>("--to") { Description = "Link the user with this user's person, whatever their unionids are.", HelpName = "USERKEY", CustomParser = result => UserInput.ParseKey(result, "--to") };
        var yes = Inputs.Yes();
        return user.AddTo(commands.Create("link", "Link a user with the person of their unionid, so that they have one personId in all apps. Ends their sessions. A user who was unlinked is linked again.", RunAsync, to, yes));

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            var (key, other) = (user.Key(call), call.Value(to));
            if (key == other)
            {
                return call.WrongUsage("--to must be another user.");
            }

            if (await PlanAsync(call, key, other, cancellationToken) is not { } plan)
            {
                return ExitCode.Failed;
            }

            if (call.Ask(plan, yes) is { } refused)
            {
                return refused;
            }

            if (await call.Service<AppTable>().FindAsync(key.AppId, consistent: true, cancellationToken) is not { } row)
            {
                return call.NotRegistered(key.AppId);
            }

            var vault = call.Service<AppVault>();
            var (credentials, keyId) = await vault.DecryptAsync(row, cancellationToken);
            var personKey = credentials.PersonKey ?? await vault.PersonKeyAsync(call.KeyId ?? keyId, call.Now.Floor(), cancellationToken);
            var people = call.Service<PersonService>();
            return Show(call, key, other is null ? await people.LinkAsync(key, personKey, cancellationToken) : await people.LinkAsync(key, other, personKey, cancellationToken));
        }
    }

    public static Command Unlink(CommandFactory commands)
    {
        var user = new UserInput();
        var yes = Inputs.Yes();
        return user.AddTo(commands.Create("unlink", "Unlink a user from their person and end their sessions. No login links the user again; users link does.", RunAsync, yes));

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            var key = user.Key(call);
            return call.Ask($"Unlink {key} from their person and end all their sessions?", yes)
                ?? Show(call, key, await call.Service<PersonService>().UnlinkAsync(key, cancellationToken));
        }
    }

    /// <summary>Returns what the command would do, as a question. Null if it cannot be done; then the reason was printed.</summary>
    private static async Task<string?> PlanAsync(CommandCall call, UserKey key, UserKey? to, CancellationToken cancellationToken)
    {
        var users = call.Service<IUserStore>();
        var user = await users.FindAsync(key, cancellationToken);
        var other = to is null ? null : await users.FindAsync(to, cancellationToken);
        if (user is null || (to is not null && other is null))
        {
            call.Fail($"User not found: {(user is null ? key : to)}");
            return null;
        }

        var leaves = user.PersonId is null ? "" : $" {key} is now linked with the person {user.PersonId}.";
        return (to, other) switch
        {
            (null, _) => $"Link {key} with the person of their unionid and end all their sessions?{leaves}",
            (_, { PersonId: { } personId }) => $"Link {key} with the person {personId} of {to}, and end all sessions of {key}? Nothing proves that they are the same person.{leaves}",
            _ => $"Link {to} with {(other!.UnionId is null ? "a new person" : "the person of its unionid")} and {key} with the same one, and end all sessions of both? Nothing proves that they are the same person.{leaves}",
        };
    }

    private static int Show(CommandCall call, UserKey key, LinkOutcome outcome) => outcome switch
    {
        LinkOutcome.NoUser none => call.Fail($"User not found: {none.UserKey}"),
        LinkOutcome.NoUnionId => call.Fail($"{key} has no unionid, so only users link --to can link them. Nothing was changed."),
        LinkOutcome.Done done => call.Show(new(key.ToString(), done.PersonId, done.IsChange, done.SessionsEnded), CommandJson.Default.LinkedDocument, (done.IsChange, done.PersonId) switch
        {
            (false, null) => $"{key} is unlinked already. Nothing was changed.",
            (false, _) => $"{key} is linked with the person {done.PersonId} already. Nothing was changed.",
            (true, null) => $"Unlinked {key} and ended {done.SessionsEnded} sessions.",
            _ => $"Linked {key} with the person {done.PersonId} and ended {done.SessionsEnded} sessions.",
        }),
        _ => call.Fail("The person of a user changed at the same time. Run the command again."),
    };
}

/// <param name="PersonId">Null if the user is unlinked.</param>
/// <param name="Changed">False if it was so before.</param>
internal sealed record LinkedDocument(string UserKey, string? PersonId, bool Changed, int SessionsEnded);
