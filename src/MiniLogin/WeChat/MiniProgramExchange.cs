using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Secrets;

namespace MiniLogin.WeChat;

/// <summary>Calls WeChat's code2Session with the AppSecret of a mini program. HTTP 200 alone is not success; errcode decides.</summary>
internal sealed class MiniProgramExchange(WeChatSender sender, ILogger<MiniProgramExchange> log) : ICodeExchange
{
    public AppKind Kind => AppKind.MiniProgram;

    public async Task<CodeExchange> ExchangeAsync(App app, AppCredentials credentials, WxCode code, CancellationToken cancellationToken)
    {
        var call = new WeChatCall(WeChatApi.Code2Session, "/sns/jscode2session?grant_type=authorization_code"
            + $"&appid={Uri.EscapeDataString(app.AppId.ToString())}&secret={Uri.EscapeDataString(credentials.AppSecret)}&js_code={Uri.EscapeDataString(code.Reveal())}");
        var reply = await sender.SendAsync(app, call, WeChatJson.Default.Code2SessionAnswer, cancellationToken);
        if (reply is not WeChatReply<Code2SessionAnswer>.Good { Answer: var answer })
        {
            return new CodeExchange.Failed(((WeChatReply<Code2SessionAnswer>.Failed)reply).Failure);
        }

        if (WeChatId.IsValid(answer.OpenId) && SessionKey.Parse(answer.SessionKey) is { } sessionKey && answer.UnionId is null or { Length: <= WeChatId.MaxLength })
        {
            return new CodeExchange.Exchanged(answer.OpenId, sessionKey, WeChatId.IsUnionId(answer.UnionId) ? answer.UnionId : null);
        }

        WeChatLog.Unusable(log, WeChatApi.Code2Session, app.AppId, "it has no usable openid and session_key");
        return new CodeExchange.Failed(new WeChatFailure.Unavailable());
    }
}
