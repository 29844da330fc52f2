namespace MiniLogin.Tests.Model;

/// <summary>Rules that hold independently of the model. They use only what clients sent and received.</summary>
internal sealed class Invariants
{
    private readonly Dictionary<string, Client> _clients = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _tokens = new(StringComparer.Ordinal);

    public void LoggedIn(string code, string openId, DateTimeOffset now, Answer answer)
    {
        var token = answer.Token!;
        if (_tokens.TryGetValue(code, out var known) ? known != token : !_clients.TryAdd(token, new(openId, answer.AbsoluteEnd)))
        {
            throw new InvalidOperationException("One code has made two sessions, or two codes one.");
        }

        _tokens[code] = token;
        Accepted(token, openId, now, answer.AbsoluteEnd);
    }

    /// <summary>The token was accepted as a live session of this user.</summary>
    public void Accepted(string token, string openId, DateTimeOffset now, DateTimeOffset? absoluteEnd = null)
    {
        var client = _clients[token];
        Check(!client.IsEnded, "An ended session was accepted.");
        Check(client.OpenId == openId, "A session was shown to another user.");
        Check(now < client.AbsoluteEnd, "A session was accepted after its absolute end.");
        Check(now - client.PresentedAt < ModelState.IdleLimit, "A session was accepted after it had been idle too long.");
        Check(absoluteEnd is null || absoluteEnd == client.AbsoluteEnd, "The absolute end has changed.");
    }

    public static void Extended(DateTimeOffset expiresAt, DateTimeOffset absoluteEnd) => Check(expiresAt <= absoluteEnd, "An extension goes past the absolute end.");

    /// <summary>A client presents the token. Whatever the answer, the session may now last for another idle limit.</summary>
    public void Presents(string token, DateTimeOffset now)
    {
        if (_clients.TryGetValue(token, out var client) && now > client.PresentedAt && now - client.PresentedAt < ModelState.IdleLimit)
        {
            client.PresentedAt = now;
        }
    }

    /// <summary>An answer said that the session was ended.</summary>
    public void Ended(string token) => _clients[token].IsEnded = true;

    private static void Check(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }

    private sealed class Client(string openId, DateTimeOffset absoluteEnd)
    {
        public string OpenId => openId;

        public DateTimeOffset AbsoluteEnd => absoluteEnd;

        public DateTimeOffset PresentedAt { get; set; } = absoluteEnd - ModelState.AbsoluteLimit;

        public bool IsEnded { get; set; }
    }
}
