using System.CommandLine;
using MiniLogin.Sessions;
using MiniLogin.Users;
using Spectre.Console;

namespace MiniLogin.Cli.Sessions;

/// <summary><c>minilogin sessions</c></summary>
internal static class SessionsCommand
{
    public static Command Create(CommandFactory commands) => new("sessions", "Manage a user's live sessions.")
    {
        List(commands),
        End(commands),
        EndAll(commands),
    };

    private static Command List(CommandFactory commands)
    {
        var user = new UserInput();
        return user.AddTo(commands.Create("list", "List a user's sessions, newest first. Changes may appear with a short delay.", async (call, cancellationToken) =>
        {
            var list = call.Service<UserSessions>();
            var sessions = new List<SessionDocument>();
            SessionCursor? next = null;
            do
            {
                var page = await list.PageAsync(user.Key(call), next, UserSessions.MaxPage, cancellationToken);
                sessions.AddRange(page.Sessions.Select(SessionDocument.From));
                next = page.Next;
            }
            while (next is not null);

            return call.Show(new(user.Key(call).ToString(), sessions), CommandJson.Default.SessionsDocument, ToTable);
        }));
    }

    private static Command End(CommandFactory commands)
    {
        var id = new Argument<string>("ID") { Description = "Id of the session: 16 characters." };
        id.Validators.Add(result =>
        {
            if (result.GetValue(id) is { } text && !SessionToken.IsId(text))
            {
                result.AddError("ID must be the 16 characters of a session id, without the secret.");
            }
        });
        var user = new Option<UserKey>("--user")
        {
            Description = "Specify the user who owns the session: appId#openId.",
            HelpName = "USERKEY",
            Required = true,
            CustomParser = result => UserInput.ParseKey(result, "--user"),
        };
        return commands.Create("end", "End one session.", RunAsync, id, user);

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            var userKey = call.Value(user)!;
            return await call.Service<UserSessions>().EndAsync(userKey, call.Value(id), cancellationToken)
                ? call.Show(new(userKey.ToString(), 1), CommandJson.Default.EndedDocument, $"Ended session {call.Value(id)}.")
                : call.Fail($"{userKey} has no live session {call.Value(id)}.");
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

            var ended = await call.Service<UserSessions>().EndAllAsync(userKey, null, cancellationToken);
            return call.Show(new(userKey.ToString(), ended), CommandJson.Default.EndedDocument, $"Ended {ended} sessions of {userKey}.");
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
