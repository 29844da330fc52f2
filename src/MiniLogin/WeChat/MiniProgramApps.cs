using System.Text.Json;
using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Secrets;

namespace MiniLogin.WeChat;

/// <summary>Mini programs with an AppSecret of their own.</summary>
internal static class MiniProgramApps
{
    public static AppTraits Traits { get; } = new() { Calls = WeChatApi.GetUserPhoneNumber | WeChatApi.CheckSession | WeChatApi.ResetUserSessionKey };
}

/// <summary>Calls WeChat's code2Session with the AppSecret of a mini program. HTTP 200 alone is not success; errcode decides.</summary>
internal sealed class MiniProgramExchange(WeChatSender sender, ILogger<MiniProgramExchange> log) : ICodeExchange
{
    public AppKind Kind => AppKind.MiniProgram;

    public async Task<CodeExchange> ExchangeAsync(App app, AppCredentials credentials, WxCode code, CancellationToken cancellationToken)
    {
        var call = new WeChatCall(WeChatApi.Code2Session, "/sns/jscode2session?grant_type=authorization_code"
            + $"&appid={Uri.EscapeDataString(app.AppId.ToString())}&secret={Uri.EscapeDataString(credentials.AppSecret)}&js_code={Uri.EscapeDataString(code.Reveal())}");
        return (await sender.SendAsync(app, call, WeChatJson.Default.Code2SessionAnswer, cancellationToken)).ToExchange(call.Api, app, log);
    }
}

/// <summary>Gets the stable_token of a mini program: in normal mode, any number of servers get the same one.</summary>
internal sealed class StableTokenIssuer(WeChatSender sender) : IAccessTokenIssuer
{
    public AppKind Kind => AppKind.MiniProgram;

    public WeChatApi Api => WeChatApi.StableToken;

    public async Task<WeChatReply<IssuedToken>> IssueAsync(App app, AppCredentials credentials, string? refreshToken, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new StableTokenRequest(app.AppId.ToString(), credentials.AppSecret), WeChatJson.Default.StableTokenRequest);
        return (await sender.SendAsync(app, new(Api, "/cgi-bin/stable_token", body), WeChatJson.Default.TokenAnswer, cancellationToken)).Select(answer => answer.ToIssued());
    }
}

internal static class Code2SessionReply
{
    /// <summary>Validates the answer of code2Session, of a mini program or through a third-party platform.</summary>
    public static CodeExchange ToExchange(this WeChatReply<Code2SessionAnswer> reply, WeChatApi api, App app, ILogger log)
    {
        if (reply is not WeChatReply<Code2SessionAnswer>.Good { Answer: var answer })
        {
            return new CodeExchange.Failed(((WeChatReply<Code2SessionAnswer>.Failed)reply).Failure);
        }

        if (WeChatId.IsValid(answer.OpenId) && SessionKey.Parse(answer.SessionKey) is { } sessionKey && answer.UnionId is null or { Length: <= WeChatId.MaxLength })
        {
            return new CodeExchange.Exchanged(answer.OpenId, sessionKey, WeChatId.IsUnionId(answer.UnionId) ? answer.UnionId : null);
        }

        WeChatLog.Unusable(log, api, app.AppId, "it has no usable openid and session_key");
        return new CodeExchange.Failed(new WeChatFailure.Unavailable());
    }
}
