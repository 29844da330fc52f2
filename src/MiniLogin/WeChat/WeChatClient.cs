using Microsoft.Extensions.Logging;
using MiniLogin.Apps;

namespace MiniLogin.WeChat;

/// <summary>WeChat's code2Session. HTTP 200 is not success: errcode comes next.</summary>
internal sealed class WeChatClient(WeChatSender sender, ILogger<WeChatClient> log)
{
    private const string Name = "code2Session";

    public async Task<CodeExchange> ExchangeCodeAsync(App app, AppCredentials credentials, string code, CancellationToken cancellationToken)
    {
        var call = new WeChatCall(Name, "/sns/jscode2session?grant_type=authorization_code"
            + $"&appid={Uri.EscapeDataString(app.AppId)}&secret={Uri.EscapeDataString(credentials.AppSecret)}&js_code={Uri.EscapeDataString(code)}");
        if (await sender.SendAsync(app.AppId, call, WeChatJson.Default.Code2SessionAnswer, cancellationToken) is not { } answer)
        {
            return new CodeExchange.Unavailable();
        }

        return (answer.ErrCode ?? ErrCode.Ok) switch
        {
            ErrCode.Ok => Succeeded(app, answer),
            ErrCode.CodeUsed => new CodeExchange.CodeUsed(),
            ErrCode.CodeInvalid or ErrCode.CodeMissing => new CodeExchange.CodeInvalid(),
            ErrCode.UserBlocked => new CodeExchange.UserBlocked(),
            ErrCode.Quota or ErrCode.DailyQuota => new CodeExchange.Quota(),
            var errCode and (ErrCode.InvalidCredential or ErrCode.InvalidAppId or ErrCode.InvalidSecret or ErrCode.AppFrozen or ErrCode.AppIdMissing or ErrCode.SecretMissing
                or ErrCode.IpNotAllowed or ErrCode.ApiNotAllowed) => new CodeExchange.Misconfigured(errCode),
            _ => new CodeExchange.Unavailable(),
        };
    }

    private CodeExchange Succeeded(App app, Code2SessionAnswer answer)
    {
        if (answer.OpenId is { Length: > 0 and <= 128 } openId && SessionKey.Parse(answer.SessionKey) is { } sessionKey && answer.UnionId is null or { Length: <= 128 })
        {
            return new CodeExchange.Exchanged(openId, sessionKey, answer.UnionId is { Length: > 0 } unionId ? unionId : null);
        }

        Log.Unusable(log, Name, app.AppId, "it has no usable openid and session_key");
        return new CodeExchange.Unavailable();
    }
}
