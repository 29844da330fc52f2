using System.Collections.Concurrent;
using MiniLogin.Apps;

namespace MiniLogin.WeChat;

/// <summary>
/// A set of codes in the memory of this environment. Each is kept for a minute. Holds at most 10,000 codes: one more removes all others.
/// </summary>
internal sealed class RecentCodes
{
    private const int Max = 10_000;

    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _until = new(StringComparer.Ordinal);

    /// <param name="sender">The user who sent the code, if another user may still use it; otherwise empty.</param>
    public bool Contain(AppId appId, WxCode code, DateTimeOffset now, string sender = "") =>
        _until.TryGetValue(code.Hash(appId, sender), out var until) && now < until;

    /// <inheritdoc cref="Contain"/>
    public void Add(AppId appId, WxCode code, DateTimeOffset now, string sender = "")
    {
        if (_until.Count >= Max)
        {
            _until.Clear();
        }

        _until[code.Hash(appId, sender)] = now + KeptFor;
    }
}
