using Microsoft.Extensions.Logging;

namespace MiniLogin.Avatars;

internal static partial class Log
{
    public static void NotRemoved(ILogger log, Exception? exception, AvatarName name) => NotRemoved(log, exception, LogEvents.AvatarNotRemoved, name.ToString());

    [LoggerMessage(LogLevel.Warning, "{Event}: avatars/{AvatarName} stays, though no user has it any more")]
    private static partial void NotRemoved(ILogger log, Exception? exception, string @event, string avatarName);
}
