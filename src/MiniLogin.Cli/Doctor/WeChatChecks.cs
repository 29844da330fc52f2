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
        return answer?.ErrCode switch
        {
            null => Finding.Unreachable(check, "unknown: no WeChat host answers", "Fix the connection to WeChat first."),
            ErrCode.CodeInvalid or ErrCode.CodeUsed => Finding.Ok(check, "yes"),
            ErrCode.InvalidAppId => Finding.Failed(check, "WeChat does not know this AppID (40013)", "Compare it with the AppID on mp.weixin.qq.com, and register that one."),
            ErrCode.InvalidSecret => Finding.Failed(check, "the AppSecret is wrong (40125)", $"Run: minilogin apps rotate-secret {appId}"),
            ErrCode.AppFrozen => Finding.Failed(check, "the AppSecret is frozen (40243)", "Unfreeze it on mp.weixin.qq.com."),
            ErrCode.Busy or ErrCode.Quota => Finding.Warning(check, $"unknown: WeChat is busy or the quota is used up ({answer.ErrCode})", "Try again in a minute."),
            var other => Finding.Failed(check, $"WeChat answers errcode {other}", "Look it up in the list of WeChat's return codes."),
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
