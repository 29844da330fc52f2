using MiniLogin.Users;

namespace MiniLogin.Cli.Users;

/// <summary>Reads pages until enough users are found or the table ends. What is found so far is kept if a page fails.</summary>
/// <param name="limit">How many users to find.</param>
/// <param name="after">The last row read before; null to begin.</param>
internal sealed class UserList(IUserStore users, UserFilter filter, int limit, UserKey? after)
{
    public List<ListedUser> Found { get; } = [];

    public long RowsRead { get; private set; }

    /// <summary>The last row read; null at the end of the table.</summary>
    public UserKey? Next { get; private set; } = after;

    public UsersDocument Document => new([.. Found.Select(ListedUserDocument.From)], Next?.ToString());

    /// <param name="progress">Called after each page.</param>
    /// <param name="maxRows">Stops after about this many rows, although there may be more users.</param>
    public async Task ReadAsync(Action progress, CancellationToken cancellationToken, long maxRows = long.MaxValue)
    {
        do
        {
            var missing = limit - Found.Count;
            var page = await users.ListAsync(filter, Next, filter == UserFilter.All ? Math.Min(missing, UserPage.MaxRows) : UserPage.MaxRows, cancellationToken);
            Found.AddRange(page.Users.Take(missing));
            Next = page.Users.Count > missing ? Found[^1].Key : page.Next;
            RowsRead += page.RowsRead;
            progress();
        }
        while (Next is not null && Found.Count < limit && RowsRead < maxRows);
    }
}
