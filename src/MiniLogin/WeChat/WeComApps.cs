using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Secrets;

namespace MiniLogin.WeChat;

/// <summary>Apps of WeCom, which are linked with a mini program.</summary>
internal static class WeComApps
{
    public static AppTraits Traits { get; } = new()
    {
        Calls = WeChatApi.WeComCode2Session,
        Hosts = (app, options) => [app.BaseUrl ?? new(options.WeComUrl)],
        // In the last minutes of a token, each call would fetch the same one again.
        RenewBefore = TimeSpan.Zero,
        MiniProgram = app => app.MiniProgram,
        IsProfileOf = (profile, app, openId) => profile.CorpId == app.AppId.CorpId && profile.UserId == openId,
    };
}

/// <summary>
/// Exchanges the code of wx.qy.login with WeCom. The openid is the userid, which is unique in its corp only, so <c>CORPID#USERID</c> is the
/// unionid. https://developer.work.weixin.qq.com/document/path/91507
/// </summary>
internal sealed class WeComExchange(AuthorizedWeChatClient client, ILogger<WeComExchange> log) : ICodeExchange
{
    private const int MaxUserId = 64;

    public AppKind Kind => AppKind.WeCom;

    public async Task<CodeExchange> ExchangeAsync(App app, AppCredentials credentials, WxCode code, CancellationToken cancellationToken)
    {
        var reply = await client.ExchangeWeComCodeAsync(app, credentials, code, cancellationToken);
        if (reply is not WeChatReply<WeComSessionAnswer>.Good { Answer: var answer })
        {
            return new CodeExchange.Failed(((WeChatReply<WeComSessionAnswer>.Failed)reply).Failure);
        }

        if (!WeChatId.IsValid(answer.UserId) || answer.UserId.Length > MaxUserId || answer.CorpId is not { Length: > 0 } || SessionKey.Parse(answer.SessionKey) is not { } sessionKey)
        {
            WeChatLog.Unusable(log, WeChatApi.WeComCode2Session, app.AppId, "it has no usable corpid, userid and session_key");
            return new CodeExchange.Failed(new WeChatFailure.Unavailable());
        }

        // The access_token of any corp that is linked with the mini program exchanges the codes of all of them.
        if (answer.CorpId != app.AppId.CorpId)
        {
            WeChatLog.OfAnotherCorp(log, app.AppId);
            return new CodeExchange.Failed(new WeChatFailure.CodeRejected(IsUsed: false, IsResent: false));
        }

        return new CodeExchange.Exchanged(answer.UserId, sessionKey, $"{answer.CorpId}#{answer.UserId}");
    }
}

/// <summary>Gets the access_token of an app of WeCom, which is the same one for two hours.</summary>
internal sealed class WeComTokenIssuer(WeChatSender sender) : IAccessTokenIssuer
{
    public AppKind Kind => AppKind.WeCom;

    public WeChatApi Api => WeChatApi.GetToken;

    public async Task<WeChatReply<IssuedToken>> IssueAsync(App app, AppCredentials credentials, string? refreshToken, CancellationToken cancellationToken)
    {
        var call = new WeChatCall(Api, $"/cgi-bin/gettoken?corpid={Uri.EscapeDataString(app.AppId.CorpId!)}&corpsecret={Uri.EscapeDataString(credentials.AppSecret)}");
        return (await sender.SendAsync(app, call, WeChatJson.Default.TokenAnswer, cancellationToken)).Select(answer => answer.ToIssued());
    }
}
