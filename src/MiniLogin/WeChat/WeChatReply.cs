namespace MiniLogin.WeChat;

/// <summary>What came of a call with an access_token.</summary>
internal abstract record WeChatReply<T>
{
    private WeChatReply()
    {
    }

    public sealed record Good(T Answer) : WeChatReply<T>;

    public sealed record Failed(WeChatTrouble Trouble) : WeChatReply<T>;
}
