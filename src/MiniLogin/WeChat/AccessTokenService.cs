using Microsoft.Extensions.Logging;
using MiniLogin.Apps;

namespace MiniLogin.WeChat;

/// <summary>
/// Gives an app's access_token to code that calls WeChat's server API itself. It is the app's current stable_token, which any number of
/// servers share; a refresh is never forced, because that would void the token of all others. The token is a secret: keep it in memory,
/// and never write it to a log.
/// </summary>
public sealed class AccessTokenService
{
    /// <summary>
    /// WeChat renews a token in its last five minutes, and the one before works until its end. So a token with this much left is the
    /// current one, and lasts for calls that begin now.
    /// </summary>
    internal static readonly TimeSpan LeastTimeLeft = TimeSpan.FromMinutes(5);

    private readonly IAppRegistry _apps;
    private readonly AccessTokens _tokens;
    private readonly MiniLoginOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<AccessTokenService> _log;

    internal AccessTokenService(IAppRegistry apps, AccessTokens tokens, MiniLoginOptions options, TimeProvider clock, ILogger<AccessTokenService> log)
    {
        _apps = apps;
        _tokens = tokens;
        _options = options;
        _clock = clock;
        _log = log;
    }

    /// <summary>Returns a token that is valid for at least 300 s more. Costs nothing while one is in memory, else a read and perhaps a call to WeChat.</summary>
    /// <param name="appId">Null: the default app.</param>
    /// <param name="rejectedToken">
    /// A token from here that WeChat has rejected (40001, 40014, 42001), for example because someone forced a refresh. It is not returned
    /// again: WeChat is asked for the current one. Null if there is none.
    /// </param>
    /// <exception cref="StoreUnavailableException">The app or the shared token could not be read or written.</exception>
    public async Task<AccessTokenResult> GetAsync(AppId? appId, string? rejectedToken, CancellationToken cancellationToken)
    {
        if ((appId ?? _options.GetDefaultApp()) is not { } id || await _apps.FindAsync(id, cancellationToken) is not { Enabled: true } app || !app.Traits().Calls.HasFlag(WeChatApi.GetUserPhoneNumber))
        {
            return new AccessTokenResult.Failed(AccessTokenFailure.AppUnknown);
        }

        var credentials = await _apps.OpenCredentialsAsync(app, cancellationToken);
        var rejected = rejectedToken is null ? null : new AccessToken(rejectedToken, expiresAt: default);
        switch (await _tokens.GetAsync(app, credentials, rejected, cancellationToken))
        {
            case WeChatReply<AccessToken>.Good { Answer: var token } when token.ExpiresAt - _clock.GetUtcNow() is var left && left >= LeastTimeLeft:
                WeChatLog.AccessTokenGiven(_log, id);
                return new AccessTokenResult.Issued(token.Reveal(), (int)left.TotalSeconds);
            case WeChatReply<AccessToken>.Failed { Failure: var failure }:
                WeChatLog.Failed(_log, id, failure);
                return new AccessTokenResult.Failed(failure switch
                {
                    WeChatFailure.Misconfigured => AccessTokenFailure.Misconfigured,
                    WeChatFailure.Quota { OfDay: true } => AccessTokenFailure.QuotaOfDay,
                    WeChatFailure.Quota => AccessTokenFailure.QuotaOfMinute,
                    _ => AccessTokenFailure.Unavailable,
                });
            default:
                // The token before, which is given out only to MiniLogin's own calls while WeChat cannot be asked.
                WeChatLog.Failed(_log, id, new WeChatFailure.Unavailable());
                return new AccessTokenResult.Failed(AccessTokenFailure.Unavailable);
        }
    }
}

/// <summary>The result of <see cref="AccessTokenService.GetAsync"/>.</summary>
public abstract record AccessTokenResult
{
    private AccessTokenResult()
    {
    }

    /// <summary><see cref="ToString"/> does not show the token.</summary>
    /// <param name="AccessToken">For the query parameter <c>access_token</c>. Escape it.</param>
    /// <param name="ExpiresIn">The seconds for which it is valid, at least 300. Ask again before they are over.</param>
    public sealed record Issued(string AccessToken, int ExpiresIn) : AccessTokenResult
    {
        public override string ToString() => "access_token";
    }

    public sealed record Failed(AccessTokenFailure Reason) : AccessTokenResult;
}

/// <summary>Why there is no access_token.</summary>
public enum AccessTokenFailure
{
    /// <summary>The app is not registered or disabled, or of WeCom, or none was named and there is no default app.</summary>
    AppUnknown,

    /// <summary>WeChat rejects the app's settings. The log line <c>app_misconfigured</c> says what to do.</summary>
    Misconfigured,

    /// <summary>WeChat's quota of the minute is used up.</summary>
    QuotaOfMinute,

    /// <summary>WeChat's quota of the day is used up.</summary>
    QuotaOfDay,

    /// <summary>WeChat is busy, down or slow. Try again.</summary>
    Unavailable,
}
