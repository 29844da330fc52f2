using System.CommandLine;
using System.Globalization;
using MiniLogin.Cli.Users.Import;
using MiniLogin.Sessions;
using MiniLogin.Users;
using Spectre.Console;

namespace MiniLogin.Cli.Users;

/// <summary><c>minilogin users</c></summary>
internal static class UsersCommand
{
    public static Command Create(CommandFactory commands) => new("users", "Manage users.")
    {
        Show(commands),
        Find(commands),
        ImportCommand.Create(commands),
        AccountCommands.Export(commands),
        AccountCommands.Delete(commands),
        Block(commands, "block", blocked: true),
        Block(commands, "unblock", blocked: false),
    };

    private static Command Show(CommandFactory commands)
    {
        var user = new UserInput();
        return user.AddTo(commands.Create("show", "Show a user.", async (call, cancellationToken) =>
            await call.Service<IUserStore>().FindAsync(user.Key(call), cancellationToken) is { } found
                ? call.Show(UserDocument.From(found), CommandJson.Default.UserDocument, ToGrid)
                : call.Fail($"User not found: {user.Key(call)}")));
    }

    private static Command Find(CommandFactory commands)
    {
        var unionId = new Option<string>("--union-id") { Description = "Specify the unionid.", HelpName = "UNIONID", Required = true };
        return commands.Create("find", "Find a person's users in all apps of an Open Platform account. New users may appear with a short delay.", RunAsync, unionId);

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            var keys = await call.Service<IUserStore>().FindKeysByUnionIdAsync(call.Value(unionId)!, cancellationToken);
            return call.Show(new(call.Value(unionId)!, [.. keys.Select(key => key.ToString())]), CommandJson.Default.UserKeysDocument, document =>
            {
                var table = new Table().Border(TableBorder.Rounded).AddColumn("User");
                foreach (var key in document.UserKeys)
                {
                    table.AddRow(new Text(Printable.From(key)));
                }

                return table;
            });
        }
    }

    private static Command Block(CommandFactory commands, string name, bool blocked)
    {
        var user = new UserInput();
        var description = blocked ? "Block a user: end their sessions and refuse their logins." : "Unblock a user.";
        return user.AddTo(commands.Create(name, description, async (call, cancellationToken) =>
        {
            var key = user.Key(call);
            if (!await call.Service<IUserStore>().SetBlockedAsync(key, blocked, cancellationToken))
            {
                return call.Fail($"User not found: {key}");
            }

            // The row is written first, so that a login in progress sees the block; then the sessions end.
            var ended = blocked ? await call.Service<UserSessions>().EndAllAsync(key, null, cancellationToken) : 0;
            var sentence = blocked ? $"Blocked {key} and ended {ended} sessions." : $"Unblocked {key}.";
            return call.Show(new(key.ToString(), blocked, ended), CommandJson.Default.BlockedDocument, sentence);
        }));
    }

    private static Grid ToGrid(UserDocument user)
    {
        var grid = new Grid().AddColumns(2);
        Add("User", user.UserKey);
        Add("Union id", user.UnionId);
        Add("Nick name", user.NickName);
        Add("Avatar", user.AvatarUrl);
        Add("Phone", user.HasPhone ? "bound" : null);
        Add("Blocked", user.Blocked ? "yes" : "no");
        Add("First login", Printable.From(user.FirstLoginAt));
        Add("Last login", Printable.From(user.LastLoginAt));
        Add("Logins", user.LoginCount.ToString(CultureInfo.InvariantCulture));
        Add("Sessions ended", Printable.From(user.SessionsEndedAt));
        return grid;

        void Add(string name, string? value) => grid.AddRow(new Text(name), new Text(Printable.From(value)));
    }
}
