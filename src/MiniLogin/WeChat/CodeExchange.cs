namespace MiniLogin.WeChat;

/// <summary>What WeChat's code2Session made of a wx.login code.</summary>
internal abstract record CodeExchange
{
    private CodeExchange()
    {
    }

    /// <summary>The code was good.</summary>
    public sealed record Exchanged(string OpenId, SessionKey SessionKey, string? UnionId) : CodeExchange;

    /// <summary>40163: used before, by this server a moment ago or by somebody.</summary>
    public sealed record CodeUsed : CodeExchange;

    /// <summary>40029: unknown or older than 5 minutes.</summary>
    public sealed record CodeInvalid : CodeExchange;

    /// <summary>40226: WeChat blocks this user's login.</summary>
    public sealed record UserBlocked : CodeExchange;

    /// <summary>45011: too often.</summary>
    public sealed record Quota : CodeExchange;

    /// <summary>Busy, down, slow, or an answer that is not code2Session's.</summary>
    public sealed record Unavailable : CodeExchange;

    /// <summary>Wrong appid or AppSecret, frozen app, no right to the call or not from this address: the operator's to mend.</summary>
    public sealed record Misconfigured(int ErrCode) : CodeExchange;
}
