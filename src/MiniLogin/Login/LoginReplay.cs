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

    /// <summary>Returns the session, or null if this login created none or its session may not be returned again.</summary>
    public async Task<LoginOutcome.LoggedIn?> FindAsync(App app, AppCredentials credentials, LoginRequest request, WxCode code, bool wait, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            foreach (var tokenKey in credentials.NeededTokenKeys(clock.GetUtcNow()))
            {
                if (await store.FindAsync(TokenDerivation.Id(tokenKey, app.AppId, code), cancellationToken) is { } row)
                {
                    return row is StoredSession found && !app.HasEnded(found.Session.CreatedAt) ? await AnswerAsync(found, tokenKey, request, code, cancellationToken) : null;
                }
            }

            if (!wait || attempt == Pauses.Length)
            {
                return null;
            }

            await Task.Delay(Pauses[attempt], clock, cancellationToken);
        }
    }

    private async Task<LoginOutcome.LoggedIn?> AnswerAsync(StoredSession found, SecretKey tokenKey, LoginRequest request, WxCode code, CancellationToken cancellationToken)
    {
        var session = found.Session;
        var token = TokenDerivation.Token(tokenKey, session.AppId, code, request.Nonce ?? "", found.Salt);
        var now = clock.GetUtcNow().Floor();
        var replayLimit = request.Nonce is { Length: > 0 } ? WithNonce : WithoutNonce;
        if (!token.Matches(found.SecretHash) || !found.IsLive(now) || now - session.CreatedAt > replayLimit)
        {
            return null;
        }

        return await sessions.FindUserAsync(session, cancellationToken) is { } user ? new(session, token, user, ProfileRejected: false) : null;
    }
}
