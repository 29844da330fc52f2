using System.Collections.Concurrent;
using MiniLogin.Account;
using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Cli.Users;

/// <summary>
/// Deletes again the users whom a restore of the Users table has brought back. A run that was interrupted is continued by another run.
/// </summary>
/// <exception cref="StoreUnavailableException">From every method. What was deleted stays deleted.</exception>
internal sealed class DeletionReplay(IUserStore users, IDeletionStore deletions, AccountService accounts, UserSessions sessions)
{
    private const int AtOnce = 16;

    /// <summary>A deletion is recorded before it is made, which takes at most the 30 s that a function may run.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly ConcurrentQueue<RecordedDeletion> _restored = new();
    private readonly ConcurrentQueue<RecordedDeletion> _gone = new();
    private readonly ConcurrentQueue<RecordedDeletion> _unclear = new();
    private int _compared;
    private int _returned;
    private int _done;
    private int _deleted;
    private int _sessionsEnded;
    private bool _hasPictures;

    /// <summary>The deletions whose users were looked up.</summary>
    public int Compared => _compared;

    /// <summary>The deletions whose users are to be deleted again.</summary>
    public IReadOnlyCollection<RecordedDeletion> Restored => _restored;

    /// <summary>The deletions whose users must be checked by a person.</summary>
    public IReadOnlyCollection<RecordedDeletion> Unclear => _unclear;

    /// <summary>Whether a restored user has a picture.</summary>
    public bool HasPictures => _hasPictures;

    public int Returned => _returned;

    public int Deleted => _deleted;

    /// <summary>How many of <see cref="ToDo"/> are done.</summary>
    public int Done => _done;

    /// <summary>The users to delete, and those whose sessions are ended.</summary>
    public int ToDo => _restored.Count + _gone.Count;

    public int SessionsEnded => _sessionsEnded;

    /// <summary>Compares the recorded deletions with the users. Changes nothing.</summary>
    /// <param name="since">The time to which the table was restored; null to compare all deletions.</param>
    /// <param name="progress">Called after each user, from several threads.</param>
    public async Task CompareAsync(DateTimeOffset? since, Action progress, CancellationToken cancellationToken)
    {
        UserKey? next = null;
        do
        {
            var page = await deletions.ListAsync((since ?? DateTimeOffset.UnixEpoch + Margin) - Margin, next, UserPage.MaxRows, cancellationToken);
            await EachAsync(page.Deletions, CompareAsync, cancellationToken);
            next = page.Next;
        }
        while (next is not null);

        async ValueTask CompareAsync(RecordedDeletion deletion, CancellationToken stop)
        {
            var user = await users.FindAsync(deletion.Key, stop);
            switch (Compare(deletion, user))
            {
                case Comparison.Restored:
                    _restored.Enqueue(deletion);
                    _hasPictures |= user!.AvatarName is not null;
                    break;
                case Comparison.Returned:
                    Interlocked.Increment(ref _returned);
                    break;
                case Comparison.Unclear:
                    _unclear.Enqueue(deletion);
                    break;
                default:
                    _gone.Enqueue(deletion);
                    break;
            }

            Interlocked.Increment(ref _compared);
            progress();
        }
    }

    /// <summary>
    /// Deletes the restored users, except those who have logged in since they were compared, and ends the sessions that a deletion, or a
    /// restore of the Sessions table, has left.
    /// </summary>
    /// <param name="progress">Called after each user, from several threads.</param>
    public Task DeleteAsync(Action progress, CancellationToken cancellationToken) => EachAsync(
        [.. _restored, .. _gone],
        async (deletion, stop) =>
        {
            switch (Compare(deletion, await users.FindAsync(deletion.Key, stop)))
            {
                case Comparison.Restored:
                    Interlocked.Add(ref _sessionsEnded, (await accounts.DeleteAsync(deletion.Key, stop)).SessionsEnded);
                    Interlocked.Increment(ref _deleted);
                    break;
                case Comparison.Gone:
                    Interlocked.Add(ref _sessionsEnded, await sessions.SweepAsync(deletion.Key, keptSessionId: null, stop));
                    break;
                case Comparison.Unclear:
                    _unclear.Enqueue(deletion);
                    break;
                default:
                    break;
            }

            Interlocked.Increment(ref _done);
            progress();
        },
        cancellationToken);

    private static Task EachAsync(IEnumerable<RecordedDeletion> page, Func<RecordedDeletion, CancellationToken, ValueTask> body, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(page, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, body);

    /// <summary>
    /// Compares the logins of a user with the deletion. Who has logged in on both sides of it may have come back to a restored row, or
    /// may never have been deleted, because the deletion failed after it was recorded.
    /// </summary>
    private static Comparison Compare(RecordedDeletion deletion, User? user) =>
        user is null ? Comparison.Gone
        : user.LastLoginAt < deletion.DeletedAt ? Comparison.Restored
        : user.FirstLoginAt > deletion.DeletedAt ? Comparison.Returned
        : Comparison.Unclear;

    private enum Comparison
    {
        /// <summary>There is no such user.</summary>
        Gone,

        /// <summary>All logins were before the deletion.</summary>
        Restored,

        /// <summary>All logins were after the deletion.</summary>
        Returned,

        Unclear,
    }
}
