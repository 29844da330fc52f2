using System.CommandLine;
using System.Globalization;
using MiniLogin.Cli.Users.Import;
using MiniLogin.Cli.Users.Move;
using Spectre.Console;

namespace MiniLogin.Cli.Users;

/// <summary><c>minilogin users</c></summary>
internal static class UsersCommand
{
    public static Command Create(CommandFactory commands) => new("users", "Manage users.")
    {
        ListUsersCommand.Create(commands),
        Show(commands),
        FindUsersCommand.Create(commands),
        ImportCommand.Create(commands),
        MapCommand.Create(commands),
        MoveCommand.Create(commands),
        AccountCommands.Export(commands),
        AccountCommands.Delete(commands),
        ReplayDeletionsCommand.Create(commands),
        LinkCommands.Link(commands),
        LinkCommands.Unlink(commands),
        Block(commands),
        Unblock(commands),
    };

    private static Command Show(CommandFactory commands)
    {
        var user = new UserInput();
        return user.AddTo(commands.Create("show", "Show a user.", async (call, cancellationToken) =>
            await call.Service<UserOperations>().ShowAsync(user.Key(call), cancellationToken) is { } found
                ? call.Show(found, CommandJson.Default.UserDocument, ToGrid)
                : call.Fail($"User not found: {user.Key(call)}")));
    }

    private static Command Block(CommandFactory commands)
    {
        var user = new UserInput();
        var yes = Inputs.Yes();
        return user.AddTo(commands.Create("block", "Block a user: end their sessions and refuse their logins, also after they delete their account.", RunAsync, yes));

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            var key = user.Key(call);
            if (call.Ask($"Block {key} and end all their sessions?", yes) is { } refused)
            {
                return refused;
            }

            var block = await call.Service<UserOperations>().BlockAsync(key, cancellationToken);
            var sentence = $"Blocked {key}{(block.HasAccount == true ? "" : ", who has no account,")} and ended {block.SessionsEnded} sessions.";
            return call.Show(block, CommandJson.Default.BlockedDocument, sentence);
        }
    }

    private static Command Unblock(CommandFactory commands)
    {
        var user = new UserInput();
        return user.AddTo(commands.Create("unblock", "Unblock a user.", async (call, cancellationToken) =>
        {
            var key = user.Key(call);
            return await call.Service<UserOperations>().UnblockAsync(key, cancellationToken) is { } unblocked
                ? call.Show(unblocked, CommandJson.Default.BlockedDocument, $"Unblocked {key}.")
                : call.Fail($"User not found: {key}");
        }));
    }

    private static Grid ToGrid(UserDocument user)
    {
        var grid = new Grid().AddColumns(2);
        Add("User", user.UserKey);
        Add("Union id", user.UnionId);
        Add("Person id", user.PersonId ?? (user.Unlinked ? "unlinked" : null));
        Add("Nick name", user.NickName);
        Add("Avatar", user.AvatarUrl);
        Add("Phone", user.HasPhone ? "bound" : null);
        Add("Blocked", user.Blocked ? "yes" : "no");
        Add("First login", Printable.From(user.FirstLoginAt));
        Add("Last login", Printable.From(user.LastLoginAt));
        Add("Logins", user.LoginCount.ToString(CultureInfo.InvariantCulture));
        return grid;

        void Add(string name, string? value) => grid.AddRow(new Text(name), new Text(Printable.From(value)));
    }
}
