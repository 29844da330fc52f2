namespace MiniLogin.Tests.Model;

/// <param name="generation">The generation of the user that the session was created for.</param>
/// <param name="isUnlinked">Whether the user was unlinked then, so that the session has no personId.</param>
internal sealed class ModelSession(int number, ModelUser user, int generation, bool isUnlinked, int nonce, DateTimeOffset createdAt)
{
    public ModelUser User => user;

    public int Generation => generation;

    public bool IsUnlinked => isUnlinked;

    public int Nonce => nonce;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset AbsoluteEnd => CreatedAt + ModelState.AbsoluteLimit;

    public DateTimeOffset LastSeenAt { get; set; } = createdAt;

    public DateTimeOffset ExpiresAt { get; set; } = createdAt + ModelState.IdleLimit;

    /// <summary>When the row may be removed.</summary>
    public DateTimeOffset RemoveAt { get; set; } = createdAt + ModelState.IdleLimit;

    /// <summary>Whether a newer login replaced it.</summary>
    public bool IsEnding { get; set; }

    /// <summary>False after it was ended, or its row was removed.</summary>
    public bool HasRow { get; set; } = true;

    /// <summary>Null until a client has received it.</summary>
    public string? Token { get; set; }

    public string Id => Token!.Split('.')[0];

    public bool IsLive(DateTimeOffset now) => HasRow && now < ExpiresAt && now < AbsoluteEnd;

    public override string ToString() => $"session {number} of {user}";
}
