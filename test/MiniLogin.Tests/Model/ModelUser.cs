namespace MiniLogin.Tests.Model;

/// <param name="name">The name in the story.</param>
/// <param name="account">The user name in the WeChat simulator.</param>
internal sealed class ModelUser(string name, string account)
{
    public string Name => name;

    public string Account => account;

    public List<ModelSession> Sessions { get; } = [];

    public bool Exists { get; set; }

    public int LoginCount { get; set; }

    public long LoginMinute { get; set; }

    public int LoginsInMinute { get; set; }

    public bool IsBlocked { get; set; }

    public DateTimeOffset? SessionsEndedAt { get; set; }

    public ModelSession? Kept { get; set; }

    public bool Has(ModelSession session) =>
        Exists && !IsBlocked && (SessionsEndedAt is null || session.CreatedAt > SessionsEndedAt || session == Kept);

    public override string ToString() => name;
}
