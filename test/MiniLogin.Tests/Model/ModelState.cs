namespace MiniLogin.Tests.Model;

/// <summary>A minimal model of the product: users, codes and sessions in lists, and sequential operations.</summary>
internal sealed class ModelState(DateTimeOffset start)
{
    public const int LoginsPerMinute = 3;
    public const int SessionsPerUser = 2;

    public static readonly TimeSpan IdleLimit = TimeSpan.FromHours(8);
    public static readonly TimeSpan AbsoluteLimit = TimeSpan.FromHours(20);

    private static readonly TimeSpan ExtendEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan CodeMemory = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly DateTimeOffset _start = start;
    private readonly FaultSwitch _faults = new();
    private int _sessions;

    public DateTimeOffset Now { get; set; } = start;

    public bool AppIsEnabled { get; set; } = true;

    public List<ModelUser> Users { get; } = [];

    public List<ModelCode> Codes { get; } = [];

    /// <summary>The sessions whose token a client has received.</summary>
    public List<ModelSession> KnownSessions { get; } = [];

    public static TimeSpan RetryableFor(int nonce) => nonce == 0 ? TimeSpan.FromSeconds(20) : TimeSpan.FromMinutes(5);

    public Expected LogIn(ModelCode code, int nonce, ModelSession? presented, Fault? fault) => Answer(fault, () =>
    {
        if (!AppIsEnabled)
        {
            return new("400 app_unknown");
        }

        if (code.RefusedUntil.TryGetValue(nonce, out var until) && Now < until)
        {
            return Expected.CodeRejected;
        }

        if (Exchange(code) is not { } exchanged)
        {
            return Expected.WeChatUnavailable;
        }

        if (exchanged)
        {
            return Open(code, nonce, presented);
        }

        if (Retry(code, nonce) is { } session)
        {
            return LoggedIn(session, presented);
        }

        if (!IsKnown(code))
        {
            code.RefusedUntil[nonce] = Now + Grace;
        }

        return Expected.CodeRejected;
    });

    public Expected Check(ModelSession session, Fault? fault) => Answer(fault, () => Validate(session) is { } seen ? new($"200 {session}, {seen}") : Expected.SessionInvalid);

    public Expected ShowUser(ModelSession session, Fault? fault) => Answer(fault, () =>
    {
        if (Validate(session) is null)
        {
            return Expected.SessionInvalid;
        }

        Read(Place.ReadUser);
        return session.User.Has(session) ? new($"200 {session.User}") : Expected.SessionInvalid;
    });

    public Expected ListSessions(ModelSession session, Fault? fault) => Answer(fault, () =>
    {
        if (Validate(session) is null)
        {
            return Expected.SessionInvalid;
        }

        Read(Place.ListSessions);
        return new($"200 {string.Join("; ", NewestFirst(session.User).Select(s => $"since {Time(s.CreatedAt)}, {Seen(s)}{(s == session ? ", this" : "")}"))}");
    });

    public Expected LogOut(ModelSession session, Fault? fault) => Answer(fault, () =>
        Write(Place.EndSession, () => End(session)) ? Expected.Done : Expected.SessionInvalid);

    public Expected EndOne(ModelSession by, ModelSession session, Fault? fault) => Answer(fault, () =>
        Validate(by) is null ? Expected.SessionInvalid
        : Write(Place.EndById, () => session.User == by.User && End(session)) ? Expected.Done
        : new("404 session_not_found"));

    public Expected EndAll(ModelSession by, bool keepsCurrent, Fault? fault) => Answer(fault, () =>
    {
        if (Validate(by) is null)
        {
            return Expected.SessionInvalid;
        }

        EndAllOf(by.User, keepsCurrent ? by : null);
        return Expected.Done;
    });

    public Expected DeleteUser(ModelSession by, ModelCode code, Fault? fault) => Answer(fault, () =>
    {
        if (Validate(by) is null)
        {
            return Expected.SessionInvalid;
        }

        if (Exchange(code) is not { } exchanged)
        {
            return Expected.WeChatUnavailable;
        }

        var user = by.User;
        if (!exchanged || code.User != user)
        {
            return Expected.CodeRejected;
        }

        Read(Place.ReadUser);
        Write(Place.DeleteUser, () =>
        {
            if (user.Exists)
            {
                (user.Exists, user.IsBlocked, user.LoginMinute, user.SessionsEndedAt, user.Kept) = (false, false, 0, Now, null);
            }

            return true;
        });
        Sweep(user, null);
        return Expected.Done;
    });

    public void Block(ModelUser user, bool blocked)
    {
        _faults.Set(null);
        if (!user.Exists)
        {
            return;
        }

        user.IsBlocked = blocked;
        if (blocked)
        {
            EndAllOf(user, null);
        }
    }

    /// <summary>A time as the stories write it: since the start.</summary>
    public string Time(DateTimeOffset time) => $"{time - _start:d\\.hh\\:mm\\:ss}";

    public string Seen(DateTimeOffset lastSeenAt, DateTimeOffset expiresAt) => $"seen {Time(lastSeenAt)}, until {Time(expiresAt)}";

    private string Seen(ModelSession session) => Seen(session.LastSeenAt, session.ExpiresAt);

    private Expected Answer(Fault? fault, Func<Expected> operation)
    {
        _faults.Set(fault);
        try
        {
            return operation();
        }
        catch (StoreDownException)
        {
            return Expected.StoreUnavailable;
        }
    }

    private bool IsKnown(ModelCode code) => Now - code.IssuedAt < (code.IsUsed ? CodeMemory : CodeLifetime);

    /// <summary>Whether WeChat exchanges the code; null if it does not answer.</summary>
    private bool? Exchange(ModelCode code)
    {
        var fault = _faults.Take(Place.WeChat);
        if (fault is { IsDone: false })
        {
            return null;
        }

        var exchanged = !code.IsUsed && IsKnown(code);
        code.IsUsed |= exchanged;
        return fault is null ? exchanged : null;
    }

    private Expected Open(ModelCode code, int nonce, ModelSession? presented)
    {
        var user = code.User;
        if (!Write(Place.RecordLogin, () => RecordLogin(user)))
        {
            return new("429 too_many_logins");
        }

        if (user.IsBlocked)
        {
            return new("403 user_blocked");
        }

        var session = Write(Place.CreateSession, () =>
        {
            var createdAt = user.SessionsEndedAt >= Now ? user.SessionsEndedAt.Value.AddSeconds(1) : Now;
            code.Session = new(++_sessions, user, nonce, createdAt);
            user.Sessions.Add(code.Session);
            return code.Session;
        });
        Cap(user);
        return LoggedIn(session, presented);
    }

    private bool RecordLogin(ModelUser user)
    {
        var minute = Now.ToUnixTimeSeconds() / 60;
        var loginsInMinute = user.Exists && user.LoginMinute == minute ? user.LoginsInMinute + 1 : 1;
        if (loginsInMinute > LoginsPerMinute)
        {
            return false;
        }

        (user.LoginMinute, user.LoginsInMinute) = (minute, loginsInMinute);
        user.LoginCount = user.Exists ? user.LoginCount + 1 : 1;
        user.Exists = true;
        return true;
    }

    private void Cap(ModelUser user)
    {
        if (user.LoginCount % 10 != 0)
        {
            return;
        }

        IgnoringStoreFailure(() =>
        {
            Read(Place.ListSessions);
            foreach (var old in NewestFirst(user).Skip(SessionsPerUser).Where(s => Now - s.CreatedAt >= Grace).ToList())
            {
                Write(Place.EndById, () => End(old));
            }
        });
    }

    private ModelSession? Retry(ModelCode code, int nonce)
    {
        Read(Place.ReadSession);
        if (code.Session is not { } session || session.Nonce != nonce || !session.IsLive(Now) || Now - session.CreatedAt > RetryableFor(nonce))
        {
            return null;
        }

        Read(Place.ReadUser);
        return session.User.Has(session) ? session : null;
    }

    private Expected LoggedIn(ModelSession session, ModelSession? presented)
    {
        var answer = $"200 {session}, {Seen(session)}, {(session.User.LoginCount == 1 ? "new" : "known")}";
        if (presented is not null && presented != session)
        {
            IgnoringStoreFailure(() => Write(Place.EndSoon, () =>
            {
                if (presented.IsLive(Now + Grace) && !presented.IsEnding)
                {
                    (presented.IsEnding, presented.ExpiresAt) = (true, Now + Grace);
                }

                return true;
            }));
        }

        return new(answer, session);
    }

    /// <summary>What the check of a live session returns; null for any other session.</summary>
    private string? Validate(ModelSession session)
    {
        Read(Place.ReadSession);
        if (!session.IsLive(Now) || !AppIsEnabled)
        {
            return null;
        }

        var seen = Seen(session);
        var refused = false;
        if (!session.IsEnding && Now - session.LastSeenAt >= ExtendEvery)
        {
            IgnoringStoreFailure(() =>
            {
                Read(Place.ReadUser);
                refused = !session.User.Has(session);
                if (!refused)
                {
                    seen = Write(Place.Extend, () =>
                    {
                        var idleEnd = Now + IdleLimit;
                        (session.LastSeenAt, session.ExpiresAt) = (Now, idleEnd < session.AbsoluteEnd ? idleEnd : session.AbsoluteEnd);
                        return Seen(session);
                    });
                }
            });
        }

        return refused ? null : seen;
    }

    private void EndAllOf(ModelUser user, ModelSession? kept)
    {
        Write(Place.EndAllOfUser, () =>
        {
            if (user.Exists)
            {
                (user.SessionsEndedAt, user.Kept) = (Now, kept);
            }

            return true;
        });
        Sweep(user, kept);
    }

    private void Sweep(ModelUser user, ModelSession? kept)
    {
        Read(Place.ListSessions);

        // The product ends ten at a time. If one of them fails, the other nine still end.
        foreach (var chunk in NewestFirst(user).Where(s => s != kept).Chunk(10).ToList())
        {
            var down = 0;
            foreach (var session in chunk)
            {
                try
                {
                    Write(Place.EndById, () => End(session));
                }
                catch (StoreDownException)
                {
                    down++;
                }
            }

            if (down > 0)
            {
                throw new StoreDownException();
            }
        }
    }

    private IEnumerable<ModelSession> NewestFirst(ModelUser user) => user.Sessions.Where(s => s.IsLive(Now)).OrderByDescending(s => s.CreatedAt);

    private bool End(ModelSession session)
    {
        var wasLive = session.IsLive(Now);
        session.IsEnded |= wasLive;
        return wasLive;
    }

    private void Read(Place place) => Write(place, () => true);

    private T Write<T>(Place place, Func<T> write)
    {
        var fault = _faults.Take(place);
        if (fault is { IsDone: false })
        {
            throw new StoreDownException();
        }

        var result = write();
        return fault is null ? result : throw new StoreDownException();
    }

    /// <summary>Runs work whose failure does not fail the operation.</summary>
    private static void IgnoringStoreFailure(Action work)
    {
        try
        {
            work();
        }
        catch (StoreDownException)
        {
        }
    }
}
