using Microsoft.Extensions.Logging;

namespace MiniLogin.WeChat;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "WeChat did not answer code2Session for app {AppId}: {Reason}")]
    public static partial void NoAnswer(ILogger log, string appId, string reason);

    [LoggerMessage(LogLevel.Information, "WeChat refused code2Session for app {AppId}: errcode {ErrCode}, rid {Rid}")]
    public static partial void Refused(ILogger log, string appId, int errCode, string rid);
}
