using System.Collections.Concurrent;
using MiniLogin.Sessions;
using MiniLogin.Users;
using MiniLogin.WeChat;

namespace MiniLogin.Account;

/// <summary>
/// Limits the codes that logged-in users make this environment send to WeChat: a code that WeChat has just rejected is not sent again,
/// and each user may send 10 codes a minute. Uses only the memory of this environment, so it costs no call to a store. The throttle of
/// the route applies across environments.
/// </summary>
/// <param name="codeIsOfOneUser">Whether a code that was rejected for one user may still be accepted for another.</param>
internal sealed class CodeLimits(bool codeIsOfOneUser)
{
    public const int PerUserAndMinute = 10;

    private const int MaxUsers = 10_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly RecentCodes _rejected = new();
    private readonly ConcurrentDictionary<UserKey, Sent> _sent = new();

    /// <summary>Decides whether to send a code to WeChat, and counts it if so.</summary>
    public CodeAdmission Admit(Session session, WxCode code, DateTimeOffset now)
    {
        if (_rejected.Contain(session.AppId, code, now, Sender(session)))
        {
            return CodeAdmission.Rejected;
        }

        return Admit(session, now) ? CodeAdmission.Admitted : CodeAdmission.TooMany;
    }

    /// <summary>Decides whether to try something else that a user sends instead of a code, and counts it.</summary>
    public bool Admit(Session session, DateTimeOffset now)
    {
        if (_sent.Count >= MaxUsers)
        {
            _sent.Clear();
        }

        var sent = _sent.AddOrUpdate(session.UserKey, _ => new(now, 1), (_, before) => now - before.Since < Window ? before with { Count = before.Count + 1 } : new(now, 1));
        return sent.Count <= PerUserAndMinute;
    }

    public void RememberRejected(Session session, WxCode code, DateTimeOffset now) => _rejected.Add(session.AppId, code, now, Sender(session));

    private string Sender(Session session) => codeIsOfOneUser ? session.OpenId : "";

    private readonly record struct Sent(DateTimeOffset Since, int Count);
}

internal enum CodeAdmission
{
    Admitted,

    /// <summary>WeChat rejected this code within the last minute.</summary>
    Rejected,

    /// <summary>The user has sent too many codes within a minute.</summary>
    TooMany,
}
