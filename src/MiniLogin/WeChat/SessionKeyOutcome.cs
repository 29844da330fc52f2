namespace MiniLogin.WeChat;

/// <summary>What became of a check or a reset of a user's session_key.</summary>
public abstract record SessionKeyOutcome
{
    private SessionKeyOutcome()
    {
    }

    /// <summary>The stored key is the one WeChat has; after a reset it is the new one.</summary>
    public sealed record Current : SessionKeyOutcome;

    /// <summary>WeChat has another key by now: the user's next login brings it.</summary>
    public sealed record Stale : SessionKeyOutcome;

    /// <summary>There is no such user, or no key of theirs that can be opened.</summary>
    public sealed record UserUnknown : SessionKeyOutcome;

    /// <summary>The app is not registered or disabled.</summary>
    public sealed record AppUnknown : SessionKeyOutcome;

    /// <summary>WeChat does not let the app make this call: the operator's to mend, the log says what.</summary>
    public sealed record AppMisconfigured : SessionKeyOutcome;

    /// <summary>WeChat takes no more calls for now.</summary>
    public sealed record WeChatQuota : SessionKeyOutcome;

    /// <summary>WeChat is busy, down, slow or not to be understood.</summary>
    public sealed record WeChatUnavailable : SessionKeyOutcome;
}
