using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.WeChat;

namespace MiniLogin.Login;

/// <summary>What becomes of a login when WeChat does not exchange its code.</summary>
internal static class ExchangeRefusal
{
    public static LoginOutcome Of(CodeExchange exchange, App app, ILogger log)
    {
        switch (exchange)
        {
            case CodeExchange.CodeUsed or CodeExchange.CodeInvalid:
                Log.CodeRejected(log, app.AppId);
                return new LoginOutcome.CodeRejected();
            case CodeExchange.UserBlocked:
                Log.UserBlocked(log, app.AppId);
                return new LoginOutcome.UserBlocked();
            case CodeExchange.Quota:
                Log.WeChatQuota(log, app.AppId);
                return new LoginOutcome.WeChatQuota();
            case CodeExchange.Misconfigured misconfigured:
                Log.AppMisconfigured(log, app.AppId, misconfigured.ErrCode);
                return new LoginOutcome.AppMisconfigured();
            default:
                Log.WeChatUnavailable(log, app.AppId);
                return new LoginOutcome.WeChatUnavailable();
        }
    }
}
