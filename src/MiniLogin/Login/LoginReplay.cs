using MiniLogin.Apps;
using MiniLogin.Secrets;
using MiniLogin.Sessions;
using MiniLogin.WeChat;

namespace MiniLogin.Login;

/// <summary>
/// Finds the session that the same login created before. This happens if its response was lost, if the client or the SDK retried, or
/// if a parallel request with the same code was faster.
/// </summary>
internal sealed class LoginReplay(ISessionStore store, SessionService sessions, TimeProvider clock)
{
    private static readonly TimeSpan WithNonce = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan WithoutNonce = TimeSpan.FromSeconds(20);

    /// <summary>Pauses while a parallel request has used the code but not yet written its session: 1.5 s in total.</summary>
    private static readonly TimeSpan[] Pauses = [.. new[] { 50, 100, 200, 400, 750 }.Select(ms => TimeSpan.FromMilliseconds(ms))];

    /// <param name="wait">Whether a parallel request may still be about to write the session. Waits up to 1.5 s for it.</param>
    public async Task<ReplayOutcome> FindAsync(App app, AppCredentials credentials, LoginRequest request, WxCode code, bool wait, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            foreach (var tokenKey in credentials.NeededTokenKeys(clock.GetUtcNow()))
            {
                if (await store.FindAsync(TokenDerivation.Id(tokenKey, app.AppId, code), cancellationToken) is { } row)
                {
                    return row is StoredSession found && !app.HasEnded(found.Session.CreatedAt) ? await AnswerAsync(found, tokenKey, request, code, cancellationToken) : new ReplayOutcome.None();
                }
            }

            if (!wait || attempt == Pauses.Length)
            {
                return new ReplayOutcome.None();
            }

            await Task.Delay(Pauses[attempt], clock, cancellationToken);
        }
    }

    private async Task<ReplayOutcome> AnswerAsync(StoredSession found, SecretKey tokenKey, LoginRequest request, WxCode code, CancellationToken cancellationToken)
    {
        var session = found.Session;
        var token = TokenDerivation.Token(tokenKey, session.AppId, code, request.Nonce ?? "", found.Salt);
        var now = clock.GetUtcNow().Floor();
        var age = now - session.CreatedAt;
        if (!found.IsLive(now) || age > WithNonce)
        {
            return new ReplayOutcome.None();
        }

        if (!token.Matches(found.SecretHash))
        {
            return new ReplayOutcome.OfAnotherNonce();
        }

        return age <= (request.Nonce is { Length: > 0 } ? WithNonce : WithoutNonce) && await sessions.FindUserAsync(session, cancellationToken) is { } user
            ? new ReplayOutcome.Found(new(session, token, user, ProfileRejected: false) { IsReplay = true })
            : new ReplayOutcome.None();
    }
}

/// <summary>What a code that is used or invalid leads to.</summary>
internal abstract record ReplayOutcome
{
    private ReplayOutcome()
    {
    }

    /// <summary>The session that this login created.</summary>
    public sealed record Found(LoginOutcome.LoggedIn Login) : ReplayOutcome;

    /// <summary>The code created a session, which only the login with its nonce may get.</summary>
    public sealed record OfAnotherNonce : ReplayOutcome;

    /// <summary>The code created no session, or one that no login may get again.</summary>
    public sealed record None : ReplayOutcome;
}
