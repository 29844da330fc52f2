namespace MiniLogin.Tests.Model;

internal sealed class ModelCode(int number, ModelUser user, string text, DateTimeOffset issuedAt)
{
    public ModelUser User => user;

    public string Text => text;

    public DateTimeOffset IssuedAt => issuedAt;

    public bool IsUsed { get; set; }

    /// <summary>The session made from it, if any.</summary>
    public ModelSession? Session { get; set; }

    /// <summary>By environment, until when a login is refused without asking WeChat, whatever its nonce.</summary>
    public DateTimeOffset[] RefusedUntil { get; } = new DateTimeOffset[2];

    /// <summary>By environment, until when a login looks for the code's session without asking WeChat.</summary>
    public DateTimeOffset[] KnownUntil { get; } = new DateTimeOffset[2];

    /// <summary>By environment, until when it confirms no deletion, without asking WeChat.</summary>
    public DateTimeOffset[] UnconfirmedUntil { get; } = new DateTimeOffset[2];

    public override string ToString() => $"code {number} of {user}";
}
