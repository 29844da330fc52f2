namespace MiniLogin.Tests.Model;

/// <param name="name">The name in the story.</param>
/// <param name="account">The user name in the WeChat simulator.</param>
internal sealed class ModelUser(string name, string account)
{
    public string Name => name;

    public string Account => account;

    /// <summary>All sessions that were ever created.</summary>
    public List<ModelSession> Sessions { get; } = [];

    /// <summary>What the index shows while it lags; null if it does not.</summary>
    public IReadOnlyList<Listed>? Frozen { get; set; }

    public bool Exists { get; set; }

    public int LoginCount { get; set; }

    public long LoginMinute { get; set; }

    public int LoginsInMinute { get; set; }

    public bool IsBlocked { get; set; }

    /// <summary>Whether the operator has unlinked the user from their person.</summary>
    public bool IsUnlinked { get; set; }

    /// <summary>Counts how often all sessions have ended. Sessions of an earlier number are the user's no longer.</summary>
    public int Generation { get; set; }

    public ModelSession? Kept { get; set; }

    /// <summary>What the index shows, newest first.</summary>
    public IReadOnlyList<Listed> Index => Frozen ?? Rows;

    public IReadOnlyList<Listed> Rows => [.. Sessions.Where(s => s.HasRow).OrderByDescending(s => s.CreatedAt).Select(s => new Listed(s, s.LastSeenAt, s.ExpiresAt))];

    public bool Has(ModelSession session) => Exists && !IsBlocked && (session.Generation == Generation || session == Kept);

    public override string ToString() => name;
}

/// <summary>A session as the index shows it.</summary>
internal sealed record Listed(ModelSession Session, DateTimeOffset LastSeenAt, DateTimeOffset ExpiresAt);
