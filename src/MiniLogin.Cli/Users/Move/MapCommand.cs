using System.CommandLine;
using MiniLogin.Account;
using MiniLogin.Apps;
using MiniLogin.Users;

namespace MiniLogin.Cli.Users.Move;

/// <summary><c>minilogin users map</c></summary>
internal static class MapCommand
{
    private const string Description = "Print a map of old to new openids for users move: the users of two apps who have the same unionid. A user is in it after their first login to the new app. "
        + "Reads the whole users table; DynamoDB charges for every row that is read.";

    public static Command Create(CommandFactory commands)
    {
        var from = Inputs.AppIdOption("Specify the app of the old openids.", "--from");
        var to = Inputs.AppIdOption("Specify the app of the new openids.", "--to");
        (from.Required, to.Required) = (true, true);
        return commands.Create("map", Description, RunAsync, from, to);

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            var (old, current) = (call.Value(from)!, call.Value(to)!);
            if (old == current)
            {
                return call.WrongUsage("--from and --to must be different apps.");
            }

            var pairs = new UnionIdPairs(call.Service<IUserStore>(), old, current);
            var total = await UserRows.CountAsync(call, cancellationToken);
            await call.TrackAsync("Reading users", total, () => new(pairs.RowsRead, UserRows.Read(pairs.RowsRead, total)), report => pairs.ReadAsync(report, cancellationToken));

            MapDocument document = new([.. pairs.Pairs.Select(pair => new MapDocument.Pair(pair.Old, pair.New))], pairs.Unmatched, pairs.WithoutUnionId);
            call.ShowLines(document, CommandJson.Default.MapDocument, document.Users.Select(user => $"{Quote(user.OldOpenid)},{Quote(user.NewOpenid)}").Prepend($"{MoveOutcome.Old},{MoveOutcome.New}"));
            call.Explain($"Users of {old}: {document.Users.Count} found in {current}, {document.Unmatched} not found there, {document.WithoutUnionId} without a unionid.");
            return ExitCode.Done;
        }
    }

    private static string Quote(string openId) => openId.AsSpan().ContainsAny(",;\"") ? $"\"{openId.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : openId;

    /// <summary>Reads the users of two apps, and pairs those with the same unionid.</summary>
    private sealed class UnionIdPairs(IUserStore users, AppId old, AppId current)
    {
        private readonly Dictionary<string, string> _old = new(StringComparer.Ordinal);
        private readonly Dictionary<string, string> _new = new(StringComparer.Ordinal);

        public long RowsRead { get; private set; }

        public int WithoutUnionId { get; private set; }

        public IEnumerable<(string Old, string New)> Pairs =>
            _old.Where(user => _new.ContainsKey(user.Key)).Select(user => (Old: user.Value, New: _new[user.Key])).OrderBy(pair => pair.Old, StringComparer.Ordinal);

        public int Unmatched => _old.Keys.Count(unionId => !_new.ContainsKey(unionId));

        public async Task ReadAsync(Action progress, CancellationToken cancellationToken)
        {
            UserKey? next = null;
            do
            {
                var page = await users.ListAsync(UserFilter.All, next, UserPage.MaxRows, cancellationToken);
                foreach (var user in page.Users.Select(user => user.Account).OfType<User>())
                {
                    Add(user);
                }

                RowsRead += page.RowsRead;
                next = page.Next;
                progress();
            }
            while (next is not null);
        }

        private void Add(User user)
        {
            if (user.UnionId is { } unionId)
            {
                // One unionid has one openid in an app.
                (user.AppId == old ? _old : user.AppId == current ? _new : null)?.TryAdd(unionId, user.OpenId);
            }
            else if (user.AppId == old)
            {
                WithoutUnionId++;
            }
        }
    }
}

/// <param name="Unmatched">Users of the old app whose unionid no user of the new app has.</param>
/// <param name="WithoutUnionId">Users of the old app.</param>
internal sealed record MapDocument(IReadOnlyList<MapDocument.Pair> Users, int Unmatched, int WithoutUnionId)
{
    internal sealed record Pair(string OldOpenid, string NewOpenid);
}
