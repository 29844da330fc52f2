using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MiniLogin.Secrets;
using MiniLogin.Users;
using Spectre.Console;

namespace MiniLogin.Cli.Users;

/// <summary><c>minilogin users list</c></summary>
internal static class ListUsersCommand
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 10_000;

    public static Command Create(CommandFactory commands)
    {
        var app = Inputs.AppIdOption("List only users of this app.");
        var blocked = new Option<bool>("--blocked") { Description = "List only blocked users, also those who have no account." };
        var before = new Option<DateTimeOffset?>("--last-login-before")
        {
            Description = "List only users whose last login was before this day, in UTC.",
            HelpName = "YYYY-MM-DD",
            CustomParser = ParseDate,
        };
        var person = new Option<string?>("--person") { Description = "List only users who are linked with this person.", HelpName = "PERSONID" };
        person.Validators.Add(result => Inputs.Check(result, result.GetValue(person), PersonKey.IdPattern(), "--person must have 32 lowercase hex digits."));
        var limit = new Option<int>("--limit") { Description = $"List at most this many users: 1 to {MaxLimit}.", HelpName = "NUMBER", DefaultValueFactory = _ => DefaultLimit };
        limit.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MaxLimit))
            {
                result.AddError($"--limit must be a number from 1 to {MaxLimit}.");
            }
        });
        var after = new Option<UserKey?>("--after")
        {
            Description = "Continue a list after this user, the last one read before.",
            HelpName = "USERKEY",
            CustomParser = result => UserInput.ParseKey(result, "--after"),
        };
        return commands.Create("list", "List users, unsorted. Reads the whole users table until the limit is reached; DynamoDB charges for every row that is read.", RunAsync, app, blocked, before, person, limit, after);

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            var filter = new UserFilter(call.Value(app), call.Value(blocked), call.Value(before), PersonId: call.Value(person));
            var list = call.Service<UserOperations>().List(filter, call.Value(limit), call.Value(after));
            var total = await UserRows.CountAsync(call, cancellationToken);
            try
            {
                await call.TrackAsync(
                    "Reading users",
                    total,
                    () => new(list.RowsRead, $"{list.Found.Count:N0} found, {UserRows.Read(list.RowsRead, total)}"),
                    report => list.ReadAsync(report, cancellationToken));
            }
            catch when (list.RowsRead > 0)
            {
                Show(call, list);
                throw;
            }

            return Show(call, list);
        }
    }

    private static int Show(CommandCall call, UserList list)
    {
        var exitCode = call.Show(list.Document, CommandJson.Default.UsersDocument, ToTable);
        if (list.Next is { } next)
        {
            call.Say($"There may be more users. To continue, add: --after {Shell.Quote(next.ToString())}");
        }

        return exitCode;
    }

    private static DateTimeOffset? ParseDate(ArgumentResult result)
    {
        if (DateTimeOffset.TryParseExact(result.Tokens.SingleOrDefault()?.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
        {
            return date;
        }

        result.AddError("--last-login-before must be a date such as 2026-01-31.");
        return null;
    }

    private static Table ToTable(UsersDocument document)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("User", "Nick name", "Blocked", "First login", "Last login", "Logins");
        foreach (var user in document.Users)
        {
            table.AddRow(
                new Text(Printable.From(user.UserKey)),
                new Text(user.HasAccount ? Printable.From(user.NickName) : "(no account)"),
                new Text(user.Blocked ? "yes" : "no"),
                new Text(Printable.From(user.FirstLoginAt)),
                new Text(Printable.From(user.LastLoginAt)),
                new Text(user.LoginCount.ToString(CultureInfo.InvariantCulture)));
        }

        return table;
    }
}

/// <param name="Next">For <c>--after</c>, to continue; null at the end of the table.</param>
internal sealed record UsersDocument(IReadOnlyList<ListedUserDocument> Users, string? Next);

/// <param name="HasAccount">False for a blocked user who has deleted the account, or has never logged in. The members after Blocked are then empty.</param>
/// <param name="HasPhone">Whether a phone number is bound; the number itself is not shown.</param>
internal sealed record ListedUserDocument(
    string UserKey,
    string AppId,
    string OpenId,
    bool HasAccount,
    bool Blocked,
    string? UnionId,
    string? NickName,
    bool HasPhone,
    DateTimeOffset? FirstLoginAt,
    DateTimeOffset? LastLoginAt,
    long LoginCount)
{
    public static ListedUserDocument From(ListedUser user) => new(
        user.Key.ToString(),
        user.Key.AppId.ToString(),
        user.Key.OpenId,
        user.Account is not null,
        user.IsBlocked,
        user.Account?.UnionId,
        user.Account?.Profile?.NickName,
        user.Account?.SealedPhone is not null,
        user.Account?.FirstLoginAt,
        user.Account?.LastLoginAt,
        user.Account?.LoginCount ?? 0);
}
