using System.CommandLine;
using MiniLogin.Users;
using Spectre.Console;

namespace MiniLogin.Cli.Sessions;

/// <summary><c>minilogin sessions</c></summary>
internal static class SessionsCommand
{
    public static Command Create(CommandFactory commands) => new("sessions", "Manage sessions.")
    {
        List(commands),
        ShowSessionCommand.Create(commands),
        End(commands),
        EndAll(commands),
    };

    private static Command List(CommandFactory commands)
    {
        var user = new UserInput();
        return user.AddTo(commands.Create("list", "List a user's live sessions, newest first. Changes may appear with a short delay.", async (call, cancellationToken) =>
            call.Show(await call.Service<SessionOperations>().ListAsync(user.Key(call), cancellationToken), CommandJson.Default.SessionsDocument, ToTable)));
    }

    private static Command End(CommandFactory commands)
    {
        var id = SessionId.Argument();
        var user = new Option<UserKey?>("--user")
        {
            Description = "End the session only if it belongs to this user: appId#openId.",
            HelpName = "USERKEY",
            CustomParser = result => UserInput.ParseKey(result, "--user"),
        };
        return commands.Create("end", "End one session.", RunAsync, id, user);

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            var sessionId = call.Value(id);
            return await call.Service<SessionOperations>().EndAsync(sessionId, call.Value(user), cancellationToken) switch
            {
                { Ended: true, Owner: { } owner } => call.Show(new(owner.ToString(), 1), CommandJson.Default.EndedDocument, $"Ended session {sessionId} of {owner}."),
                { Owner: { } owner } => call.Fail($"{owner} has no live session {sessionId}."),
                _ => call.Fail($"There is no live session {sessionId}."),
            };
        }
    }

    private static Command EndAll(CommandFactory commands)
    {
        var user = new UserInput();
        var yes = Inputs.Yes();
        return user.AddTo(commands.Create("end-all", "End a user's sessions, including those of logins in progress.", RunAsync, yes));

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            var userKey = user.Key(call);
            if (call.Ask($"End all sessions of {userKey}?", yes) is { } refused)
            {
                return refused;
            }

            var sessions = call.Service<SessionOperations>();
            var live = call.ShowsBar ? (await sessions.ListAsync(userKey, cancellationToken)).Sessions.Count : (long?)null;
            var ended = 0;
            EndedDocument? document = null;
            try
            {
                await call.TrackAsync("Ending sessions", live, () => new(ended), async report => document = await sessions.EndAllAsync(userKey, Ended(report), cancellationToken));
            }
            catch
            {
                call.Say($"Stopped. Ended {ended} sessions of {userKey}; some may be left. Run the command again to continue.");
                throw;
            }

            return call.Show(document!, CommandJson.Default.EndedDocument, $"Ended {document!.Ended} sessions of {userKey}.");

            Action<int> Ended(Action report) => count =>
            {
                ended = count;
                report();
            };
        }
    }

    private static Table ToTable(SessionsDocument document)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Session", "Created", "Last seen", "Expires", "Version", "Client");
        foreach (var session in document.Sessions)
        {
            table.AddRow(
                new Text(session.Id),
                new Text(Printable.From(session.CreatedAt)),
                new Text(Printable.From(session.LastSeenAt)),
                new Text(Printable.From(session.ExpiresAt)),
                new Text(Printable.From(session.MiniProgramVersion)),
                new Text(Printable.From(session.UserAgent)));
        }

        return table;
    }
}
