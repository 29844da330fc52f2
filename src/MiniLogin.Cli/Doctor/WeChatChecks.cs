using System.Globalization;
using MiniLogin.Apps;
using MiniLogin.WeChat;

namespace MiniLogin.Cli.Doctor;

/// <summary>Evaluates the answers of WeChat's hosts: reachability, credentials and the local clock.</summary>
internal static class WeChatChecks
{
    private static readonly TimeSpan MaxSkew = TimeSpan.FromSeconds(60);

    /// <summary>An unreachable host is only a warning if another one answers.</summary>
    public static Finding Host(HostAnswer answer, bool anotherAnswers)
    {
        var check = $"WeChat {answer.Host}";
        var took = string.Create(CultureInfo.InvariantCulture, $"{answer.Took.TotalMilliseconds:F0} ms");
        const string Advice = "Check the network and the announcements of WeChat.";
        return answer.Failure is null ? Finding.Ok(check, $"answers in {took}")
            : anotherAnswers ? Finding.Warning(check, $"{answer.Failure} ({took})", Advice)
            : Finding.Unreachable(check, $"{answer.Failure} ({took})", Advice);
    }

    public static Finding Credentials(AppId appId, HostAnswer? answer)
    {
        var check = $"WeChat accepts the credentials of {appId}";
        if (answer?.ErrCode is not { } errCode)
        {
            return Finding.Unreachable(check, "unknown: no WeChat host answers", "Fix the connection to WeChat first.");
        }

        return ErrCodes.Classify(WeChatApi.Code2Session, errCode) switch
        {
            (ErrCodeClass.NewCode, _) => Finding.Ok(check, "yes"),
            (ErrCodeClass.MinuteQuota or ErrCodeClass.Outage, _) => Finding.Warning(check, $"unknown: WeChat is busy or the quota is used up ({errCode})", "Try again in a minute."),
            (ErrCodeClass.DayQuota, { } whatToDo) => Finding.Warning(check, $"unknown: errcode {errCode}", whatToDo),
            _ when errCode == ErrCodes.IpNotAllowed => Finding.Warning(
                check, $"unknown: the app has an IP allow list without this machine's address, {ErrCodes.RejectedAddress(answer.ErrMsg) ?? "which WeChat does not name"} ({errCode})", "Make sure that the list has the addresses of the functions."),
            _ when errCode == ErrCodes.InvalidSecret => Finding.Failed(check, $"the AppSecret is wrong ({errCode})", $"Run: minilogin apps rotate-secret {appId}"),
            (_, var whatToDo) => Finding.Failed(check, $"WeChat answers errcode {errCode}", whatToDo ?? "Look it up in the list of WeChat's return codes."),
        };
    }

    public static Finding Clock(HostAnswer? answer)
    {
        const string Check = "Clock";
        if (answer is not { Date: { } date })
        {
            return Finding.Warning(Check, "unknown: no answer contains a time", "Fix the connection to WeChat first.");
        }

        var skew = answer.AskedAt - date;
        var seconds = string.Create(CultureInfo.InvariantCulture, $"{skew.Duration().TotalSeconds:F0} s {(skew > TimeSpan.Zero ? "ahead of" : "behind")} WeChat's");
        return skew.Duration() > MaxSkew
            ? Finding.Warning(Check, $"is {seconds}", "Synchronize the clock by NTP. AWS rejects requests with a wrong time, and key rotations would take effect at the wrong time.")
            : Finding.Ok(Check, $"within {MaxSkew.TotalSeconds:F0} s of WeChat's");
    }
}
