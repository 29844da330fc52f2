namespace MiniLogin.Users;

/// <summary>What became of binding a phone number.</summary>
public abstract record PhoneOutcome
{
    private PhoneOutcome()
    {
    }

    public sealed record Bound(BoundPhone Phone) : PhoneOutcome;

    /// <param name="Reason">Follows the field's name: "is missing".</param>
    public sealed record RequestInvalid(string Field, string Reason) : PhoneOutcome;

    /// <summary>The session's user was deleted or blocked, or has ended all sessions; or the app is disabled.</summary>
    public sealed record SessionInvalid : PhoneOutcome;

    /// <summary>The code is unknown, expired, used, or another app's: the user presses the button again.</summary>
    public sealed record CodeRejected : PhoneOutcome;

    /// <summary>WeChat does not let the app make this call: the operator's to mend, the log says what.</summary>
    public sealed record AppMisconfigured : PhoneOutcome;

    /// <summary>WeChat takes no more calls for now.</summary>
    public sealed record WeChatQuota : PhoneOutcome;

    /// <summary>WeChat is busy, down, slow or not to be understood.</summary>
    public sealed record WeChatUnavailable : PhoneOutcome;
}
