namespace MiniLogin.Tests.Model;

internal sealed class ModelCode(int number, ModelUser user, string text, DateTimeOffset issuedAt)
{
    public ModelUser User => user;

    public string Text => text;

    public DateTimeOffset IssuedAt => issuedAt;

    public bool IsUsed { get; set; }

    /// <summary>The session made from it, if any.</summary>
    public ModelSession? Session { get; set; }

    /// <summary>By environment and nonce, until when it is refused without asking WeChat.</summary>
    public Dictionary<(int Environment, int Nonce), DateTimeOffset> RefusedUntil { get; } = [];

    public override string ToString() => $"code {number} of {user}";
}
