using System.Globalization;
using MiniLogin.Apps;
using MiniLogin.WeChat;

namespace MiniLogin.Cli.Doctor;

/// <summary>What the answers of WeChat's hosts say of them, of an app's credentials and of the clock here.</summary>
internal static class WeChatChecks
{
    private static readonly TimeSpan MaxSkew = TimeSpan.FromSeconds(60);

    /// <summary>One that does not answer is a warning while another does.</summary>
    public static Finding Host(HostAnswer answer, bool anotherAnswers)
    {
        var check = $"WeChat {answer.Host}";
        var took = string.Create(CultureInfo.InvariantCulture, $"{answer.Took.TotalMilliseconds:F0} ms");
        const string Advice = "Look at the network and at WeChat's announcements.";
        return answer.Failure is null ? Finding.Ok(check, $"answers in {took}")
            : anotherAnswers ? Finding.Warning(check, $"{answer.Failure} ({took})", Advice)
            : Finding.Unreachable(check, $"{answer.Failure} ({took})", Advice);
    }

    public static Finding Credentials(AppId appId, HostAnswer? answer)
    {
        var check = $"WeChat takes the credentials of {appId}";
        return answer?.ErrCode switch
        {
            null => Finding.Unreachable(check, "could not be told: no host answers", "See above."),
            ErrCode.CodeInvalid or ErrCode.CodeUsed => Finding.Ok(check, "yes"),
            ErrCode.InvalidAppId => Finding.Failed(check, "WeChat knows no such AppID (40013)", "Compare it with the one on mp.weixin.qq.com, and register that."),
            ErrCode.InvalidSecret => Finding.Failed(check, "the AppSecret is wrong (40125)", $"minilogin apps rotate-secret {appId}"),
            ErrCode.AppFrozen => Finding.Failed(check, "the AppSecret is frozen (40243)", "Unfreeze it on mp.weixin.qq.com."),
            ErrCode.Busy or ErrCode.Quota => Finding.Warning(check, $"could not be told: WeChat is busy or the quota is used up ({answer.ErrCode})", "Try again in a minute."),
            var other => Finding.Failed(check, $"WeChat answers {other}", "Look the code up in WeChat's table of return codes."),
        };
    }

    public static Finding Clock(HostAnswer? answer)
    {
        const string Check = "Clock";
        if (answer is not { Date: { } date })
        {
            return Finding.Warning(Check, "could not be compared: no answer tells the time", "See above.");
        }

        var skew = answer.AskedAt - date;
        var seconds = string.Create(CultureInfo.InvariantCulture, $"{skew.Duration().TotalSeconds:F0} s {(skew > TimeSpan.Zero ? "ahead of" : "behind")} WeChat's");
        return skew.Duration() > MaxSkew
            ? Finding.Warning(Check, $"is {seconds}", "Set it, by NTP: AWS refuses requests from clocks that are off, and a rotation here would begin at another time.")
            : Finding.Ok(Check, $"within {MaxSkew.TotalSeconds:F0} s of WeChat's");
    }
}
