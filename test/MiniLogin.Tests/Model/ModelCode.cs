namespace MiniLogin.Tests.Model;

internal sealed class ModelCode(int number, ModelUser user, string text, DateTimeOffset issuedAt)
{
    public ModelUser User => user;

    public string Text => text;

    public DateTimeOffset IssuedAt => issuedAt;

    public bool IsUsed { get; set; }

    /// <summary>The one session that was made of it.</summary>
    public ModelSession? Session { get; set; }

    /// <summary>Until when it is refused unseen, by nonce.</summary>
    public Dictionary<int, DateTimeOffset> RefusedUntil { get; } = [];

    public override string ToString() => $"code {number} of {user}";
}
