using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Secrets;

namespace MiniLogin.WeChat.ThirdParty;

/// <summary>Mini programs of merchants, for which the third-party platform acts. They have no AppSecret here.</summary>
internal static class AuthorizerApps
{
    public static AppTraits Traits { get; } = MiniProgramApps.Traits with { RenewBefore = TimeSpan.FromMinutes(10) };
}

/// <summary>Exchanges codes with the component's token, as WeChat's code2Session for third-party platforms.</summary>
internal sealed class AuthorizerExchange(ComponentClient client, ILogger<AuthorizerExchange> log) : ICodeExchange
{
    public AppKind Kind => AppKind.Authorizer;

    public async Task<CodeExchange> ExchangeAsync(App app, AppCredentials credentials, WxCode code, CancellationToken cancellationToken) =>
        (await client.ExchangeCodeAsync(app, code, cancellationToken)).ToExchange(WeChatApi.ComponentCode2Session, app, log);
}

/// <summary>Gets the authorizer_access_token of a merchant's mini program with its refresh token.</summary>
internal sealed class AuthorizerTokenIssuer(ComponentClient client) : IAccessTokenIssuer
{
    public AppKind Kind => AppKind.Authorizer;

    public WeChatApi Api => WeChatApi.AuthorizerToken;

    public async Task<WeChatReply<IssuedToken>> IssueAsync(App app, AppCredentials credentials, string? refreshToken, CancellationToken cancellationToken) => refreshToken is null
        ? new WeChatReply<IssuedToken>.Failed(new WeChatFailure.Misconfigured(ErrCodes.RefreshTokenInvalid, ErrCodes.AuthorizeAgain))
        : await client.RefreshAsync(app.AppId, refreshToken, cancellationToken);
}
