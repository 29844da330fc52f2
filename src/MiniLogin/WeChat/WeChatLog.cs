using Microsoft.Extensions.Logging;
using MiniLogin.Apps;

namespace MiniLogin.WeChat;

/// <summary>Never pass a code, secret, token, session_key, openid or URL of a call to these methods.</summary>
internal static partial class WeChatLog
{
    public static void NoAnswer(ILogger log, WeChatApi api, AppId appId, string host, string reason) => NoAnswer(log, LogEvents.WeChatNoAnswer, api.Name(), appId.ToString(), host, reason);

    public static void Refused(ILogger log, WeChatApi api, AppId appId, int errCode, string rid) => Refused(log, LogEvents.WeChatRefused, api.Name(), appId.ToString(), errCode, rid);

    public static void ErrCodeUnknown(ILogger log, WeChatApi api, AppId appId, int errCode, string rid) => ErrCodeUnknown(log, LogEvents.WeChatErrCodeUnknown, api.Name(), appId.ToString(), errCode, rid);

    public static void OperatorNeeded(ILogger log, AppId appId, int errCode, string whatToDo) => OperatorNeeded(log, LogEvents.OperatorNeeded, appId.ToString(), errCode, whatToDo);

    public static void Unusable(ILogger log, WeChatApi api, AppId appId, string reason) => Unusable(log, LogEvents.WeChatUnusable, api.Name(), appId.ToString(), reason);

    public static void IpNotAllowed(ILogger log, AppId appId, string address) => IpNotAllowed(log, LogEvents.IpNotAllowed, appId.ToString(), address);

    public static void OfAnotherCorp(ILogger log, AppId appId) => OfAnotherCorp(log, LogEvents.OperatorNeeded, appId.ToString());

    public static void AccessTokenRefreshed(ILogger log, AppId appId, int expiresIn) => AccessTokenRefreshed(log, LogEvents.AccessTokenRefreshed, appId.ToString(), expiresIn);

    public static void AccessTokenGiven(ILogger log, AppId appId) => Outcome(log, LogEvents.AccessTokenGiven, appId.ToString());

    public static void SessionKeyReset(ILogger log, AppId appId) => Outcome(log, LogEvents.SessionKeyReset, appId.ToString());

    public static void CodeRejected(ILogger log, AppId appId) => Outcome(log, LogEvents.CodeRejected, appId.ToString());

    public static void UserBlocked(ILogger log, AppId appId) => Outcome(log, LogEvents.UserBlocked, appId.ToString());

    /// <summary>Logs the result for a request whose call to WeChat failed.</summary>
    public static void Failed(ILogger log, AppId appId, WeChatFailure failure)
    {
        switch (failure)
        {
            case WeChatFailure.CodeRejected:
                CodeRejected(log, appId);
                break;
            case WeChatFailure.UserBlocked:
                UserBlocked(log, appId);
                break;
            case WeChatFailure.NotOffered:
                Outcome(log, LogEvents.NotOffered, appId.ToString());
                break;
            case WeChatFailure.Quota:
                Warning(log, LogEvents.WeChatQuota, appId.ToString());
                break;
            case WeChatFailure.Misconfigured misconfigured:
                Misconfigured(log, LogEvents.AppMisconfigured, appId.ToString(), misconfigured.ErrCode, misconfigured.WhatToDo);
                break;
            default:
                Warning(log, LogEvents.WeChatUnavailable, appId.ToString());
                break;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Event}: WeChat did not answer {Api} for app {AppId} at {Host}: {Reason}")]
    private static partial void NoAnswer(ILogger log, string @event, string api, string appId, string host, string reason);

    [LoggerMessage(LogLevel.Information, "{Event}: WeChat refused {Api} for app {AppId}: errcode {ErrCode}, rid {Rid}")]
    private static partial void Refused(ILogger log, string @event, string api, string appId, int errCode, string rid);

    [LoggerMessage(LogLevel.Warning, "{Event}: WeChat's answer to {Api} for app {AppId} cannot be used: {Reason}")]
    private static partial void Unusable(ILogger log, string @event, string api, string appId, string reason);

    [LoggerMessage(LogLevel.Error, "{Event}: WeChat rejected a call of app {AppId} from {Address}: add this address to the app's IP allow list, or give the function a fixed address")]
    private static partial void IpNotAllowed(ILogger log, string @event, string appId, string address);

    [LoggerMessage(LogLevel.Information, "{Event}: app {AppId}, valid for {ExpiresIn} s")]
    private static partial void AccessTokenRefreshed(ILogger log, string @event, string appId, int expiresIn);

    [LoggerMessage(LogLevel.Information, "{Event}: app {AppId}")]
    private static partial void Outcome(ILogger log, string @event, string appId);

    [LoggerMessage(LogLevel.Warning, "{Event}: app {AppId}")]
    private static partial void Warning(ILogger log, string @event, string appId);

    [LoggerMessage(LogLevel.Error, "{Event}: WeChat rejected a call of app {AppId}, errcode {ErrCode}: {WhatToDo}")]
    private static partial void Misconfigured(ILogger log, string @event, string appId, int errCode, string whatToDo);

    [LoggerMessage(LogLevel.Error, "{Event}: app {AppId}: the code is of a member of another corp; register the app of that corp too, and have its mini program name that app")]
    private static partial void OfAnotherCorp(ILogger log, string @event, string appId);

    [LoggerMessage(LogLevel.Error, "{Event}: app {AppId}, errcode {ErrCode}: {WhatToDo}")]
    private static partial void OperatorNeeded(ILogger log, string @event, string appId, int errCode, string whatToDo);

    [LoggerMessage(LogLevel.Error, "{Event}: WeChat answered {Api} for app {AppId} with an unknown errcode {ErrCode}, rid {Rid}")]
    private static partial void ErrCodeUnknown(ILogger log, string @event, string api, string appId, int errCode, string rid);
}
