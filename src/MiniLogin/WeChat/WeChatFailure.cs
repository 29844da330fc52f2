namespace MiniLogin.WeChat;

/// <summary>Why a call to WeChat failed. <see cref="ErrCodes"/> decides which of these an errcode is.</summary>
internal abstract record WeChatFailure
{
    private WeChatFailure()
    {
    }

    /// <summary>The code is unknown, expired or used, or belongs to another user or app. The client needs a new one.</summary>
    /// <param name="IsUsed">
    /// The code was used before, by this server moments ago or by someone else: 40163. WeCom answers 40029 for such a code too, so there
    /// every code may be one.
    /// </param>
    /// <param name="IsResent">The call was sent twice, so it may have used the code itself.</param>
    public sealed record CodeRejected(bool IsUsed, bool IsResent) : WeChatFailure;

    /// <summary>WeChat blocks this user's login.</summary>
    public sealed record UserBlocked : WeChatFailure;

    /// <summary>A quota of the app is used up.</summary>
    /// <param name="OfDay">False for the quota of the minute.</param>
    public sealed record Quota(bool OfDay) : WeChatFailure;

    /// <summary>The operator must act.</summary>
    /// <param name="ErrCode">0 if WeChat was not called.</param>
    /// <param name="WhatToDo">Follows the errcode in the log.</param>
    public sealed record Misconfigured(int ErrCode, string WhatToDo) : WeChatFailure;

    /// <summary>WeChat no longer accepts the access_token.</summary>
    public sealed record TokenVoid : WeChatFailure;

    /// <summary>WeChat now has another session_key for this user. The user's next login brings it.</summary>
    public sealed record KeyStale : WeChatFailure;

    /// <summary>There is no such call for apps of this kind. None was made.</summary>
    public sealed record NotOffered : WeChatFailure;

    /// <summary>WeChat is busy, down or slow, or its answer cannot be understood.</summary>
    public sealed record Unavailable : WeChatFailure;
}

/// <summary>The result of a call to WeChat.</summary>
internal abstract record WeChatReply<T>
{
    private WeChatReply()
    {
    }

    /// <summary>Converts the answer, if there is one.</summary>
    public WeChatReply<TTo> Select<TTo>(Func<T, TTo> convert) => this switch
    {
        Good { Answer: var answer } => new WeChatReply<TTo>.Good(convert(answer)),
        Failed { Failure: var failure } => new WeChatReply<TTo>.Failed(failure),
        _ => throw new InvalidOperationException("Unknown reply."),
    };

    public sealed record Good(T Answer) : WeChatReply<T>;

    public sealed record Failed(WeChatFailure Failure) : WeChatReply<T>;
}
