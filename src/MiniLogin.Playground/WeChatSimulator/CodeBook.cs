namespace MiniLogin.Playground.WeChatSimulator;

/// <summary>Codes that can be used once within five minutes. A user may have several.</summary>
internal sealed class CodeBook(TimeProvider clock, Func<string> newCode)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _codes = new(StringComparer.Ordinal);
    private readonly Queue<(string Code, DateTimeOffset IssuedAt)> _oldestFirst = new();

    public string Issue(string appId, SimulatedUser user)
    {
        var now = clock.GetUtcNow();
        var code = newCode();
        lock (_lock)
        {
            Forget(now);
            _codes.Add(code, new Entry(appId, user, now));
            _oldestFirst.Enqueue((code, now));
        }

        return code;
    }

    /// <summary>Returns the owner of a code, even of a used one; null if the code is unknown.</summary>
    public SimulatedUser? OwnerOf(string code, string appId)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            return Find(code, appId, now)?.User;
        }
    }

    /// <summary>Uses a code. Of several concurrent callers only one gets <see cref="CodeState.Usable"/>.</summary>
    public CodeState Redeem(string code, string appId)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            switch (Find(code, appId, now))
            {
                case null:
                    return CodeState.Unknown;
                case { IsUsed: true }:
                    return CodeState.Used;
                case var entry:
                    _codes[code] = entry with { IsUsed = true };
                    return CodeState.Usable;
            }
        }
    }

    private Entry? Find(string code, string appId, DateTimeOffset now)
    {
        Forget(now);
        return _codes.TryGetValue(code, out var entry) && entry.AppId == appId && (entry.IsUsed || now - entry.IssuedAt < Lifetime)
            ? entry
            : null;
    }

    private void Forget(DateTimeOffset now)
    {
        while (_oldestFirst.TryPeek(out var oldest) && now - oldest.IssuedAt >= Memory)
        {
            _codes.Remove(_oldestFirst.Dequeue().Code);
        }
    }

    private sealed record Entry(string AppId, SimulatedUser User, DateTimeOffset IssuedAt, bool IsUsed = false);
}
