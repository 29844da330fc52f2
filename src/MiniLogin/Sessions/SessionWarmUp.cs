using MiniLogin.Apps;

namespace MiniLogin.Sessions;

/// <summary>
/// Does in advance what the first session check of a function would wait for: opens the connection to DynamoDB with the read of the
/// default app, which that check needs, or without one of a session that does not exist.
/// </summary>
internal sealed class SessionWarmUp(IAppRegistry apps, ISessionStore sessions, MiniLoginOptions options, TimeProvider clock)
{
    /// <summary>Maximum time that this adds to a start.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>If it fails, the first check does it and reports the error.</summary>
    public async Task RunAsync()
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        try
        {
            if (options.GetDefaultApp() is { } appId)
            {
                await apps.FindAsync(appId, limit.Token);
            }
            else
            {
                await sessions.FindAsync("none", limit.Token);
            }
        }
#pragma warning disable CA1031 // The function must start in any case.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
