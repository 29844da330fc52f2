namespace MiniLogin.Tests.Model;

internal sealed class ModelSession(int number, ModelUser user, int nonce, DateTimeOffset createdAt)
{
    public ModelUser User => user;

    public int Nonce => nonce;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset AbsoluteEnd => CreatedAt + ModelState.AbsoluteLimit;

    public DateTimeOffset LastSeenAt { get; set; } = createdAt;

    public DateTimeOffset ExpiresAt { get; set; } = createdAt + ModelState.IdleLimit;

    /// <summary>Whether a newer login replaced it.</summary>
    public bool IsEnding { get; set; }

    public bool IsEnded { get; set; }

    /// <summary>Null until a client has received it.</summary>
    public string? Token { get; set; }

    public string Id => Token!.Split('.')[0];

    public bool IsLive(DateTimeOffset now) => !IsEnded && now < ExpiresAt && now < AbsoluteEnd;

    public override string ToString() => $"session {number} of {user}";
}
