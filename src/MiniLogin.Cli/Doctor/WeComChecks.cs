using MiniLogin.Apps;
using MiniLogin.WeChat;

namespace MiniLogin.Cli.Doctor;

/// <summary>Evaluates the answers of WeCom to gettoken, and to an invalid code.</summary>
internal static class WeComChecks
{
    /// <param name="code">Null if gettoken gave no access_token.</param>
    public static IEnumerable<Finding> Run(AppId appId, HostAnswer token, HostAnswer? code)
    {
        yield return Credentials(appId, token);
        if (code is not null)
        {
            yield return Exchange(appId, code);
        }
    }

    private static Finding Credentials(AppId appId, HostAnswer answer)
    {
        var check = $"WeCom accepts the credentials of {appId}";
        return (answer.ErrCode, ErrCodes.Classify(WeChatApi.GetToken, answer.ErrCode ?? 0)) switch
        {
            (null, _) => Unreachable(check, answer),
            (ErrCodes.Ok, _) => Finding.Ok(check, "yes, it gives an access_token; that does not show that it exchanges codes"),
            (_, (ErrCodeClass.MinuteQuota or ErrCodeClass.Outage, _)) => Busy(check, answer),
            (_, (_, var whatToDo)) => Finding.Failed(check, $"gettoken answers errcode {answer.ErrCode}", whatToDo!),
        };
    }

    private static Finding Exchange(AppId appId, HostAnswer answer)
    {
        var check = $"WeCom exchanges codes for {appId}";
        return (answer.ErrCode, ErrCodes.Classify(WeChatApi.WeComCode2Session, answer.ErrCode ?? 0)) switch
        {
            (null, _) => Unreachable(check, answer),
            (_, (ErrCodeClass.NewCode, _)) => Finding.Ok(check, "yes, from the address of this machine; for the functions, only a login shows it"),
            (ErrCodes.IpNotTrusted, _) => Finding.Warning(
                check, $"unknown: the app's trusted IPs (企业可信IP) do not have this machine's address, {ErrCodes.RejectedAddress(answer.ErrMsg) ?? "which WeCom does not name"} ({answer.ErrCode})", "Make sure that the list has the fixed address of the functions. Without one, every login fails, although gettoken works from everywhere."),
            (_, (ErrCodeClass.MinuteQuota or ErrCodeClass.Outage, _)) => Busy(check, answer),
            (_, (_, var whatToDo)) => Finding.Failed(check, $"miniprogram/jscode2session answers errcode {answer.ErrCode}", whatToDo ?? "Try again in a minute."),
        };
    }

    private static Finding Unreachable(string check, HostAnswer answer) => Finding.Unreachable(check, $"unknown: {answer.Host} {answer.Failure}", "Check the network and the app's base URL.");

    private static Finding Busy(string check, HostAnswer answer) => Finding.Warning(check, $"unknown: WeCom is busy or its limit is used up ({answer.ErrCode})", "Try again in a minute.");
}
