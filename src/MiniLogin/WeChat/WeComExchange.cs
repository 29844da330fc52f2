using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Secrets;

namespace MiniLogin.WeChat;

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
