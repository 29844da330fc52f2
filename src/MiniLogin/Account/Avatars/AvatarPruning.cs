using MiniLogin.Users;

namespace MiniLogin.Account.Avatars;

/// <summary>
/// Finds and removes pictures that no user has: an upload or a deletion failed halfway, and so did its compensation. Reads the whole
/// bucket and the whole Users table.
/// </summary>
internal sealed class AvatarPruning(IAvatarStore pictures, IUserStore users, TimeProvider clock)
{
    /// <summary>Longer than an upload can be between storing its picture and naming it in the user's row.</summary>
    private static readonly TimeSpan MinAge = TimeSpan.FromHours(1);

    /// <summary>Returns the pictures that no user has. Pictures younger than an hour are left out.</summary>
    /// <param name="progress">Called with the number of pictures found and of rows of the Users table read.</param>
    /// <exception cref="StoreUnavailableException">The pictures or users could not be read.</exception>
    public async Task<IReadOnlyCollection<AvatarName>> FindAsync(Action<int, long> progress, CancellationToken cancellationToken)
    {
        // The pictures first: every name that is written after this belongs to a younger picture.
        var unnamed = new Dictionary<string, AvatarName>(StringComparer.Ordinal);
        await foreach (var name in pictures.ListAsync(clock.GetUtcNow() - MinAge, cancellationToken))
        {
            unnamed[name.ToString()] = name;
            progress(unnamed.Count, 0);
        }

        var found = unnamed.Count;
        var rows = 0L;
        UserKey? next = null;
        do
        {
            var page = await users.ListAsync(new(HasPicture: true), next, UserPage.MaxRows, cancellationToken);
            foreach (var user in page.Users)
            {
                unnamed.Remove(user.Account!.AvatarName!);
            }

            rows += page.RowsRead;
            progress(found, rows);
            next = page.Next;
        }
        while (next is not null);

        return unnamed.Values;
    }

    /// <param name="removed">Called after each picture.</param>
    /// <exception cref="StoreUnavailableException">Some pictures may be left; retrying is safe.</exception>
    public Task RemoveAsync(IReadOnlyCollection<AvatarName> found, Action removed, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(found, new ParallelOptions { MaxDegreeOfParallelism = 10, CancellationToken = cancellationToken }, async (name, stop) =>
        {
            await pictures.RemoveAsync(name, stop);
            removed();
        });
}
