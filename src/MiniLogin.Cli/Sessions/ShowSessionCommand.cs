using System.CommandLine;
using System.Text.Json.Serialization;
using MiniLogin.Sessions;
using Spectre.Console;

namespace MiniLogin.Cli.Sessions;

/// <summary><c>minilogin sessions show</c></summary>
internal static class ShowSessionCommand
{
    public static Command Create(CommandFactory commands)
    {
        var id = SessionId.Argument();
        return commands.Create("show", "Show a session by its id, as in the logs (session_id): its user, times and client.", RunAsync, id);

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            return await call.Service<SessionOperations>().ShowAsync(call.Value(id), cancellationToken) is { } document
                ? call.Show(document, CommandJson.Default.ShownSessionDocument, ToGrid)
                : call.Fail($"Session not found: {call.Value(id)}. A session that ended keeps its id for 10 minutes; DynamoDB removes expired ones within days.");
        }
    }

    private static Grid ToGrid(ShownSessionDocument session)
    {
        var grid = new Grid().AddColumns(2);
        Add("Session", session.Id);
        Add("State", session.State switch
        {
            SessionState.Live => "live",
            SessionState.Replaced => "replaced by a newer login; accepted until it expires",
            SessionState.Expired => "expired",
            SessionState.AppDisabled => "refused: its app is disabled or not registered",
            _ => "ended: by the user, by an operator, or by a block or deletion",
        });
        Add("User", session.UserKey ?? "no longer known");
        Add("Created", Printable.From(session.CreatedAt));
        Add("Last seen", Printable.From(session.LastSeenAt));
        Add("Expires", Printable.From(session.ExpiresAt));
        Add("At the latest", Printable.From(session.AbsoluteExpiresAt));
        Add("Version", session.MiniProgramVersion);
        Add("Client", session.UserAgent);
        return grid;

        void Add(string name, string? value) => grid.AddRow(new Text(name), new Text(Printable.From(value)));
    }
}

internal enum SessionState
{
    [JsonStringEnumMemberName("live")]
    Live,

    /// <summary>A newer login replaced it. It is accepted until it expires.</summary>
    [JsonStringEnumMemberName("replaced")]
    Replaced,

    [JsonStringEnumMemberName("expired")]
    Expired,

    /// <summary>Ended by its user or an operator, or with a block or deletion of its user.</summary>
    [JsonStringEnumMemberName("ended")]
    Ended,

    /// <summary>Refused, because its app is disabled or not registered.</summary>
    [JsonStringEnumMemberName("appDisabled")]
    AppDisabled,
}

/// <param name="UserKey">Null, with all that follows, if the session has ended and its row says nothing more about it.</param>
internal sealed record ShownSessionDocument(
    string Id,
    SessionState State,
    string? UserKey = null,
    DateTimeOffset? CreatedAt = null,
    DateTimeOffset? LastSeenAt = null,
    DateTimeOffset? ExpiresAt = null,
    DateTimeOffset? AbsoluteExpiresAt = null,
    string? UserAgent = null,
    string? MiniProgramVersion = null)
{
    public static ShownSessionDocument From(Session session, SessionState state) => new(
        session.Id,
        state,
        session.UserKey.ToString(),
        session.CreatedAt,
        session.LastSeenAt,
        session.ExpiresAt,
        session.AbsoluteExpiresAt,
        session.Client.UserAgent,
        session.Client.MiniProgramVersion);
}
