using MiniLogin.Users;

namespace MiniLogin.Cli.Users.Import;

/// <summary>Writes the users of an export and counts the results. Existing users are not changed.</summary>
internal sealed class UserImport(IUserStore users, TimeProvider clock, Action<ParsedLine.Refused> refuse)
{
    private const int AtOnce = 16;

    private int _imported;
    private int _alreadyThere;
    private int _refused;
    private int _repeated;

    public int Imported => _imported;

    public int AlreadyThere => _alreadyThere;

    public int Refused => _refused;

    public int Repeated => _repeated;

    /// <param name="progress">Called after each user, from several threads.</param>
    /// <exception cref="StoreUnavailableException">The store failed in all attempts. The counted users are written.</exception>
    public Task RunAsync(IEnumerable<ParsedLine> lines, bool isDryRun, CancellationToken cancellationToken, Action? progress = null) =>
        Parallel.ForEachAsync(Users(lines), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (user, stop) =>
        {
            if (isDryRun || await StoreRetry.RunAsync(() => users.ImportAsync(user, stop), clock, stop))
            {
                Interlocked.Increment(ref _imported);
            }
            else
            {
                Interlocked.Increment(ref _alreadyThere);
            }

            progress?.Invoke();
        });

    /// <summary>Merges consecutive lines of one user: the earliest and latest times, and the most recent data.</summary>
    private IEnumerable<ImportedUser> Users(IEnumerable<ParsedLine> lines)
    {
        ImportedUser? user = null;
        foreach (var line in lines)
        {
            if (line is ParsedLine.Refused refused)
            {
                _refused++;
                refuse(refused);
            }
            else if (line is ParsedLine.Good { User: var next } && user?.Key == next.Key)
            {
                _repeated++;
                user = Join(user, next);
            }
            else if (line is ParsedLine.Good good)
            {
                if (user is not null)
                {
                    yield return user;
                }

                user = good.User;
            }
        }

        if (user is not null)
        {
            yield return user;
        }
    }

    private static ImportedUser Join(ImportedUser one, ImportedUser other)
    {
        var (older, newer) = one.LastLoginAt > other.LastLoginAt ? (other, one) : (one, other);
        return newer with
        {
            UnionId = newer.UnionId ?? older.UnionId,
            Profile = newer.Profile ?? older.Profile,
            FirstLoginAt = one.FirstLoginAt < other.FirstLoginAt ? one.FirstLoginAt : other.FirstLoginAt,
        };
    }
}
