namespace MiniLogin.Cli.Users;

/// <summary>Repeats a call of long work while the store is unavailable: a new or throttled table accepts more writes within seconds.</summary>
internal static class StoreRetry
{
    private const int Attempts = 6;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);

    /// <param name="call">Must be safe to repeat.</param>
    /// <exception cref="StoreUnavailableException">The store failed in all attempts.</exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> call, TimeProvider clock, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (StoreUnavailableException) when (attempt < Attempts && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(FirstDelay * (1 << (attempt - 1)), clock, cancellationToken);
            }
        }
    }
}
