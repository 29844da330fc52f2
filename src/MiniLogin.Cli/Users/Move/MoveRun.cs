using System.Collections.Concurrent;
using MiniLogin.Account;
using MiniLogin.Secrets;

namespace MiniLogin.Cli.Users.Move;

/// <summary>Moves the users of a map, or says what would happen, and counts the results.</summary>
/// <param name="report">Called with the number of each line that moves nobody, and the reason; from several threads.</param>
internal sealed class MoveRun(UserMove move, AppCredentials old, AppCredentials current, TimeProvider clock, Action<int, string> report)
{
    private const int AtOnce = 16;

    private readonly ConcurrentQueue<MoveLine> _moved = new();
    private int _done;
    private int _alreadyMoved;
    private int _nothing;
    private int _collisions;
    private int _sessionsEnded;

    /// <summary>The lines whose users were moved; after a dry run, are to be moved.</summary>
    public IReadOnlyCollection<MoveLine> Moved => _moved;

    public int Done => _done;

    public int AlreadyMoved => _alreadyMoved;

    public int Nothing => _nothing;

    public int Collisions => _collisions;

    public int SessionsEnded => _sessionsEnded;

    /// <param name="progress">Called after each line, from several threads.</param>
    /// <exception cref="StoreUnavailableException">The store failed in all attempts. The counted users are moved.</exception>
    public Task RunAsync(IEnumerable<MoveLine> lines, bool isDryRun, Action progress, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(lines, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (line, stop) =>
        {
            switch (await StoreRetry.RunAsync(() => move.RunAsync(line.From, line.To, old, current, isDryRun, stop), clock, stop))
            {
                case MoveOutcome.Moved moved:
                    _moved.Enqueue(line);
                    Interlocked.Add(ref _sessionsEnded, moved.SessionsEnded);
                    break;
                case MoveOutcome.Nothing nothing:
                    Interlocked.Increment(ref _nothing);
                    report(line.Number, $"{nothing.Field} {nothing.Reason}");
                    break;
                case MoveOutcome.Collision collision:
                    Interlocked.Increment(ref _collisions);
                    report(line.Number, $"{collision.Field} {collision.Reason}");
                    break;
                default:
                    Interlocked.Increment(ref _alreadyMoved);
                    break;
            }

            Interlocked.Increment(ref _done);
            progress();
        });
}
