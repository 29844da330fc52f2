namespace MiniLogin.Tests.Model;

/// <summary>Rules that hold independently of the model. They use only what clients sent and received, and what the operator did.</summary>
internal sealed class Invariants
{
    /// <summary>How long a session may still be checked, but not used, that a sweep has missed.</summary>
    private static readonly TimeSpan Bound = ModelState.TrustLimit + ModelState.Skew;

    private readonly Dictionary<string, Client> _clients = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Moment> _blocked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _logins = new(StringComparer.Ordinal);
    private int _step;
    private bool _isInterrupted;

    /// <summary>What follows belongs to the next operation.</summary>
    public void Begin()
    {
        _step++;
        _isInterrupted = false;
    }

    public void LoggedIn(string code, string openId, DateTimeOffset now, Answer answer)
    {
        var token = answer.Token!;
        if (_tokens.TryGetValue(code, out var known) ? known != token : !_clients.TryAdd(token, new(openId, answer.AbsoluteEnd)))
        {
            throw new InvalidOperationException("One code has made two sessions, or two codes one.");
        }

        _tokens[code] = token;
        Check(!_blocked.TryGetValue(openId, out var since) || since.Step == _step, "A blocked user has logged in.");

        // What interrupted the login may have ended its session already.
        _clients[token].MayHaveEnded |= _isInterrupted;
        Accepted(token, openId, now, answer.AbsoluteEnd);
        Promised(token, answer.Time("expiresAt"));
    }

    /// <summary>A login of this user was sent. Every tenth one can end old sessions.</summary>
    public void LogsIn(string openId)
    {
        _logins[openId] = _logins.GetValueOrDefault(openId) + 1;
        if (_logins[openId] >= 10)
        {
            MayEnd(openId, kept: null);
        }
    }

    /// <summary>The token was accepted as a live session of this user.</summary>
    /// <param name="isChecked">Whether the session was only checked: nothing of the user was shown or changed.</param>
    public void Accepted(string token, string openId, DateTimeOffset now, DateTimeOffset? absoluteEnd = null, bool isChecked = false)
    {
        var client = _clients[token];
        Check(!client.IsEnded, "An ended session was accepted.");
        Check(client.OpenId == openId, "A session was shown to another user.");
        Check(now < client.AbsoluteEnd, "A session was accepted after its absolute end.");
        Check(now - client.PresentedAt < ModelState.IdleLimit, "A session was accepted after it had been idle too long.");
        Check(absoluteEnd is null || absoluteEnd == client.AbsoluteEnd, "The absolute end has changed.");
        Check(MayBeChecked(client.EndedAll), "A session was accepted after all sessions had ended or the account was deleted.");
        Check(!_blocked.TryGetValue(openId, out var since) || MayBeChecked(since), "A blocked user's session was accepted.");

        bool MayBeChecked(Moment? ended) => ended is null || ended.Step == _step || (isChecked && now - ended.At <= Bound);
    }

    public static void Extended(DateTimeOffset expiresAt, DateTimeOffset absoluteEnd) => Check(expiresAt <= absoluteEnd, "An extension goes past the absolute end.");

    /// <summary>An answer said until when the session lasts.</summary>
    public void Promised(string token, DateTimeOffset expiresAt) => _clients[token].PromisedUntil = expiresAt;

    /// <summary>A client presents the token. Whatever the answer, the session may now last for another idle limit.</summary>
    public void Presents(string token, DateTimeOffset now)
    {
        if (_clients.TryGetValue(token, out var client) && now > client.PresentedAt && now - client.PresentedAt < ModelState.IdleLimit)
        {
            client.PresentedAt = now;
        }
    }

    /// <summary>The token was refused as no live session, while the app was enabled.</summary>
    public void Refused(string token, DateTimeOffset now)
    {
        var client = _clients[token];
        Check(client.MayHaveEnded || _isInterrupted || now >= client.PromisedUntil - ModelState.Skew, "A session ended earlier than it was promised, and nobody ended it.");
    }

    /// <summary>Something was sent that may end the session.</summary>
    public void MayEnd(string token) => _clients[token].MayHaveEnded = true;

    /// <summary>Something was sent that may end all sessions of the user.</summary>
    public void MayEnd(string openId, string? kept)
    {
        foreach (var client in Of(openId, kept))
        {
            client.MayHaveEnded = true;
        }
    }

    /// <summary>An answer said that the session was ended.</summary>
    public void Ended(string token) => (_clients[token].IsEnded, _clients[token].MayHaveEnded) = (true, true);

    /// <summary>All sessions of the user have ended, or the account was deleted. What a sweep has missed may still be checked for some time.</summary>
    public void EndedAll(string openId, string? kept, DateTimeOffset now)
    {
        MayEnd(openId, kept);
        _isInterrupted = true;
        foreach (var client in Of(openId, kept))
        {
            client.EndedAll ??= new(_step, now);
        }
    }

    public void Blocked(string openId, DateTimeOffset now)
    {
        EndedAll(openId, null, now);
        _blocked.TryAdd(openId, new(_step, now));
    }

    /// <summary>The user's account is gone.</summary>
    /// <param name="recordedAt">When the user's latest deletion was recorded, for apps to hear of it; null if none was.</param>
    /// <param name="since">A time at which the user still had the account.</param>
    public static void Deleted(DateTimeOffset? recordedAt, DateTimeOffset since) => Check(recordedAt >= since, "A user was deleted, and no app heard of it.");

    public void Unblocked(string openId) => _blocked.Remove(openId);

    private IEnumerable<Client> Of(string openId, string? kept) => _clients.Where(c => c.Value.OpenId == openId && c.Key != kept).Select(c => c.Value);

    private static void Check(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }

    private sealed record Moment(int Step, DateTimeOffset At);

    private sealed class Client(string openId, DateTimeOffset absoluteEnd)
    {
        public string OpenId => openId;

        public DateTimeOffset AbsoluteEnd => absoluteEnd;

        public DateTimeOffset PresentedAt { get; set; } = absoluteEnd - ModelState.AbsoluteLimit;

        public DateTimeOffset PromisedUntil { get; set; }

        public bool IsEnded { get; set; }

        public bool MayHaveEnded { get; set; }

        public Moment? EndedAll { get; set; }
    }
}
