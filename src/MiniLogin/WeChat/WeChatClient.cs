using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Secrets;

namespace MiniLogin.WeChat;

/// <summary>Calls WeChat's code2Session. HTTP 200 alone is not success; errcode decides.</summary>
internal sealed class WeChatClient(WeChatSender sender, ILogger<WeChatClient> log)
{
    private const string Name = "code2Session";

    public async Task<CodeExchange> ExchangeCodeAsync(App app, AppCredentials credentials, WxCode code, CancellationToken cancellationToken)
    {
        var call = new WeChatCall(Name, "/sns/jscode2session?grant_type=authorization_code"
            + $"&appid={Uri.EscapeDataString(app.AppId.ToString())}&secret={Uri.EscapeDataString(credentials.AppSecret)}&js_code={Uri.EscapeDataString(code.Reveal())}");
        var answer = await sender.SendAsync(app.AppId, call, WeChatJson.Default.Code2SessionAnswer, cancellationToken);
        return answer?.ErrCode switch
        {
            ErrCode.CodeUsed => new CodeExchange.CodeUsed(),
            ErrCode.CodeInvalid or ErrCode.CodeMissing => new CodeExchange.CodeInvalid(),
            ErrCode.UserBlocked => new CodeExchange.UserBlocked(),
            _ when WeChatFailure.FromCredentials(answer) is { } failure => new CodeExchange.Failed(failure),
            _ => Exchanged(app, answer!),
        };
    }

    private CodeExchange Exchanged(App app, Code2SessionAnswer answer)
    {
        if (WeChatId.IsValid(answer.OpenId) && SessionKey.Parse(answer.SessionKey) is { } sessionKey && answer.UnionId is null or { Length: <= WeChatId.MaxLength })
        {
            return new CodeExchange.Exchanged(answer.OpenId, sessionKey, WeChatId.IsValid(answer.UnionId) ? answer.UnionId : null);
        }

        WeChatLog.Unusable(log, Name, app.AppId, "it has no usable openid and session_key");
        return new CodeExchange.Failed(new WeChatFailure.Unavailable());
    }
}

/// <summary>The result of code2Session for a wx.login code.</summary>
internal abstract record CodeExchange
{
    private CodeExchange()
    {
    }

    /// <summary>The code was valid.</summary>
    public sealed record Exchanged(string OpenId, SessionKey SessionKey, string? UnionId) : CodeExchange;

    /// <summary>40163: the code was used before, by this server moments ago or by someone else.</summary>
    public sealed record CodeUsed : CodeExchange;

    /// <summary>40029: the code is unknown or older than 5 minutes.</summary>
    public sealed record CodeInvalid : CodeExchange;

    /// <summary>40226: WeChat blocks this user's login.</summary>
    public sealed record UserBlocked : CodeExchange;

    public sealed record Failed(WeChatFailure Failure) : CodeExchange;
}
