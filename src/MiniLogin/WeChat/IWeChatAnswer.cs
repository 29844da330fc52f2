namespace MiniLogin.WeChat;

/// <summary>What every answer of WeChat may have, next to its own.</summary>
internal interface IWeChatAnswer
{
    /// <summary>Absent or 0 for success; relays turn it into a string.</summary>
    int? ErrCode { get; }

    /// <summary>Never shown to a client.</summary>
    string? ErrMsg { get; }
}
