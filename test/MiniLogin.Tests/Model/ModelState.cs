namespace MiniLogin.Tests.Model;

/// <summary>A minimal model of the product: users, codes and sessions in lists, and sequential operations.</summary>
internal sealed class ModelState(DateTimeOffset start)
{
    public const int LoginsPerMinute = 3;
    public const int SessionsPerUser = 2;

    public static readonly TimeSpan IdleLimit = TimeSpan.FromHours(8);
    public static readonly TimeSpan AbsoluteLimit = TimeSpan.FromHours(20);

    /// <summary>How long a session is trusted whose user cannot be read.</summary>
    public static readonly TimeSpan TrustLimit = TimeSpan.FromHours(2);

    /// <summary>How much the clock of the second environment is ahead.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan ExtendEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan CodeMemory = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan TombstoneFor = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly DateTimeOffset _start = start;
    private readonly FaultSwitch _faults = new();
    private int _sessions;

    /// <summary>The environment that runs the operation: 0 or 1.</summary>
    public int Environment { get; private set; }

    /// <summary>The true time, which WeChat and the first environment have.</summary>
    public DateTimeOffset TrueNow { get; set; } = start;

    /// <summary>The time in the environment.</summary>
    public DateTimeOffset Now => TrueNow + (Environment * Skew);

    /// <summary>The user whom the operation, and what interrupts it, is about.</summary>
    public ModelUser? Concerned { get; private set; }

    public bool AppIsEnabled { get; set; } = true;

    /// <summary>When the operator has ended all sessions of the app.</summary>
    public DateTimeOffset? AppSessionsEndedAt { get; set; }

    public List<ModelUser> Users { get; } = [];

    public List<ModelCode> Codes { get; } = [];

    /// <summary>The sessions whose token a client has received.</summary>
    public List<ModelSession> KnownSessions { get; } = [];

    /// <summary>Prepares the next operation, which runs in this environment.</summary>
    public void Begin(int environment)
    {
        Environment = environment;
        _faults.Set(null);
    }

    public static TimeSpan RetryableFor(int nonce) => nonce == 0 ? TimeSpan.FromSeconds(20) : TimeSpan.FromMinutes(5);

    public Expected LogIn(ModelCode code, int nonce, ModelSession? presented, Disturbance? trouble) => Answer(trouble, code.User, () =>
    {
        if (!AppIsEnabled)
        {
            return new("400 app_unknown");
        }

        if (Now < code.RefusedUntil[Environment])
        {
            return Expected.CodeRejected;
        }

        if (Now >= code.KnownUntil[Environment])
        {
            if (Exchange(code) is not { } exchanged)
            {
                return Expected.WeChatUnavailable;
            }

            if (exchanged)
            {
                return Open(code, nonce, presented);
            }
        }

        var (session, isOfAnotherNonce) = Retry(code, nonce);
        if (session is not null || isOfAnotherNonce)
        {
            code.KnownUntil[Environment] = Now + Grace;
        }
        else
        {
            Refuse(code);
        }

        return session is null ? Expected.CodeRejected : LoggedIn(session, session.User.LoginCount, presented);
    });

    public void Refuse(ModelCode code) => code.RefusedUntil[Environment] = Now + Grace;

    public Expected Check(ModelSession session, Disturbance? trouble) => Answer(trouble, session.User, () => Validate(session) is { } seen ? new($"200 {session}, {seen}, {(session.IsUnlinked ? "unlinked" : "linked")}") : Expected.SessionInvalid);

    public Expected ShowUser(ModelSession session, Disturbance? trouble) => Answer(trouble, session.User, () =>
        Validate(session) is not null && FindUser(session) ? new($"200 {session.User}") : Expected.SessionInvalid);

    public Expected ListSessions(ModelSession session, Disturbance? trouble) => Answer(trouble, session.User, () =>
    {
        if (Validate(session) is null || !FindUser(session))
        {
            return Expected.SessionInvalid;
        }

        var listed = Write(Place.ListSessions, () => session.User.Index).Where(l => IsLive(l) && !(l.Session.CreatedAt <= AppSessionsEndedAt));
        return new($"200 {string.Join("; ", listed.Select(l => $"since {Time(l.Session.CreatedAt)}, {Seen(l.LastSeenAt, l.ExpiresAt)}{(l.Session == session ? ", this" : "")}"))}");
    });

    public Expected LogOut(ModelSession session, Disturbance? trouble) => Answer(trouble, session.User, () =>
        Write(Place.EndSession, () => End(session)) ? Expected.Done : Expected.SessionInvalid);

    public Expected EndOne(ModelSession by, ModelSession session, Disturbance? trouble) => Answer(trouble, by.User, () =>
        Validate(by) is null || !FindUser(by) ? Expected.SessionInvalid
        : Write(Place.EndById, () => session.User == by.User && End(session)) ? Expected.Done
        : new("404 session_not_found"));

    public Expected EndAll(ModelSession by, bool keepsCurrent, Disturbance? trouble) => Answer(trouble, by.User, () =>
    {
        if (Validate(by) is null || !FindUser(by))
        {
            return Expected.SessionInvalid;
        }

        // The session may have ended while this request was under way. It must not come back as the one that is kept.
        if (!EndAllOf(by.User, by))
        {
            return Expected.SessionInvalid;
        }

        if (!keepsCurrent)
        {
            Write(Place.EndById, () => End(by));
        }

        return Expected.Done;
    });

    public Expected DeleteUser(ModelSession by, ModelCode code, Disturbance? trouble) => Answer(trouble, by.User, () =>
    {
        if (Validate(by) is null)
        {
            return Expected.SessionInvalid;
        }

        if (Now < code.UnconfirmedUntil[Environment])
        {
            return Expected.CodeRejected;
        }

        if (Exchange(code) is not { } exchanged)
        {
            return Expected.WeChatUnavailable;
        }

        if (!exchanged || code.User != by.User)
        {
            code.UnconfirmedUntil[Environment] = Now + Grace;
            return Expected.CodeRejected;
        }

        var (existed, isValid) = Write(Place.ReadUser, () => (by.User.Exists, !by.User.Exists || by.User.Has(by)));
        if (!isValid)
        {
            return Expected.SessionInvalid;
        }

        Delete(by.User, existed, by);
        return Expected.Done;
    });

    public void Block(ModelUser user, bool blocked)
    {
        user.IsBlocked = blocked;
        if (blocked)
        {
            EndGeneration(user, null);
            Sweep(user, null);
        }
    }

    public void Interrupt(Event what, ModelUser user)
    {
        switch (what)
        {
            case Event.Block:
                Block(user, true);
                break;
            case Event.EndAll:
                EndAllOf(user, null);
                break;
            case Event.ChangePerson:
                ChangePerson(user);
                break;
            default:
                Delete(user, user.Exists, null);
                break;
        }
    }

    private void ChangePerson(ModelUser user)
    {
        if (user.Exists)
        {
            user.IsUnlinked = !user.IsUnlinked;
            EndGeneration(user, null);
            Sweep(user, null);
        }
    }

    /// <summary>The true time has passed the end of these rows, and DynamoDB removes them.</summary>
    public void RemoveExpired()
    {
        foreach (var session in Users.SelectMany(u => u.Sessions).Where(s => s.RemoveAt < TrueNow))
        {
            session.HasRow = false;
        }
    }

    /// <summary>A time as the stories write it: since the start.</summary>
    public string Time(DateTimeOffset time) => $"{time - _start:d\\.hh\\:mm\\:ss}";

    public string Seen(DateTimeOffset lastSeenAt, DateTimeOffset expiresAt) => $"seen {Time(lastSeenAt)}, until {Time(expiresAt)}";

    private string Seen(ModelSession session) => Seen(session.LastSeenAt, session.ExpiresAt);

    private Expected Answer(Disturbance? trouble, ModelUser user, Func<Expected> operation)
    {
        _faults.Set(trouble);
        Concerned = user;
        try
        {
            return operation();
        }
        catch (StoreDownException)
        {
            return Expected.StoreUnavailable;
        }
    }

    private bool IsKnown(ModelCode code) => TrueNow - code.IssuedAt < (code.IsUsed ? CodeMemory : CodeLifetime);

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
        var (refused, generation, isUnlinked, loginCount) = Write(Place.RecordLogin, () => (RecordLogin(user), user.Generation, user.IsUnlinked, user.LoginCount));
        if (refused is not null)
        {
            return refused;
        }

        var session = Write(Place.CreateSession, () =>
        {
            var createdAt = Now <= AppSessionsEndedAt ? AppSessionsEndedAt.Value.AddSeconds(1) : Now;
            code.Session = new(++_sessions, user, generation, isUnlinked, nonce, createdAt);
            user.Sessions.Add(code.Session);
            return code.Session;
        });
        Cap(user, loginCount);
        return LoggedIn(session, loginCount, presented);
    }

    private Expected? RecordLogin(ModelUser user)
    {
        if (user.IsBlocked)
        {
            return new("403 user_blocked");
        }

        var minute = Now.ToUnixTimeSeconds() / 60;
        var loginsInMinute = user.Exists && user.LoginMinute == minute ? user.LoginsInMinute + 1 : 1;
        if (loginsInMinute > LoginsPerMinute)
        {
            return new("429 too_many_logins");
        }

        (user.LoginMinute, user.LoginsInMinute) = (minute, loginsInMinute);
        user.LoginCount = user.Exists ? user.LoginCount + 1 : 1;
        user.Exists = true;
        return null;
    }

    private void Cap(ModelUser user, int loginCount)
    {
        if (loginCount % 10 != 0)
        {
            return;
        }

        IgnoringStoreFailure(() =>
        {
            foreach (var old in Write(Place.ListSessions, () => user.Index).Where(IsLive).Skip(SessionsPerUser).Where(l => Now - l.Session.CreatedAt >= Grace))
            {
                Write(Place.EndById, () => End(old.Session));
            }
        });
    }

    /// <summary>The session that a repeated login gets, or whether the code made one that only a login with another nonce gets.</summary>
    private (ModelSession? Session, bool IsOfAnotherNonce) Retry(ModelCode code, int nonce)
    {
        var found = Write(Place.ReadSession, () => code.Session is { } session
            && session.IsLive(Now) && !(session.CreatedAt <= AppSessionsEndedAt) && Now - session.CreatedAt <= TimeSpan.FromMinutes(5) ? session : null);
        return found is null || found.Nonce != nonce ? (null, found is not null)
            : Now - found.CreatedAt <= RetryableFor(nonce) && FindUser(found) ? (found, false)
            : (null, false);
    }

    private Expected LoggedIn(ModelSession session, int loginCount, ModelSession? presented)
    {
        var answer = $"200 {session}, {Seen(session)}, {(loginCount == 1 ? "new" : "known")}";
        if (presented is not null && presented != session)
        {
            IgnoringStoreFailure(() => Write(Place.EndSoon, () =>
            {
                if (presented.IsLive(Now + Grace) && !presented.IsEnding)
                {
                    (presented.IsEnding, presented.ExpiresAt, presented.RemoveAt) = (true, Now + Grace, Now + TombstoneFor);
                }

                return true;
            }));
        }

        return new(answer, session);
    }

    /// <summary>What the check of a live session returns; null for any other session.</summary>
    private string? Validate(ModelSession session)
    {
        var (wasLive, wasEnding) = Write(Place.ReadSession, () => (session.IsLive(Now), session.IsEnding));
        if (!wasLive || !AppIsEnabled || session.CreatedAt <= AppSessionsEndedAt)
        {
            return null;
        }

        var seen = Seen(session);
        if (Now - session.LastSeenAt < ExtendEvery)
        {
            return seen;
        }

        var isUserKnown = false;
        try
        {
            if (!FindUser(session))
            {
                return null;
            }

            isUserKnown = true;
            return wasEnding ? seen : Write(Place.Extend, () =>
            {
                if (!session.HasRow)
                {
                    return seen;
                }

                var idleEnd = Now + IdleLimit;
                session.LastSeenAt = Now;
                session.ExpiresAt = session.RemoveAt = idleEnd < session.AbsoluteEnd ? idleEnd : session.AbsoluteEnd;
                return Seen(session);
            });
        }
        catch (StoreDownException) when (isUserKnown || Now - session.LastSeenAt < TrustLimit)
        {
            return seen;
        }
    }

    /// <summary>Whether the session is its user's. If not, it is ended.</summary>
    private bool FindUser(ModelSession session)
    {
        if (Write(Place.ReadUser, () => session.User.Has(session)))
        {
            return true;
        }

        IgnoringStoreFailure(() => Write(Place.Extend, () => Expire(session)));
        return false;
    }

    /// <summary>Returns false, and ends nothing, if the session that is to be kept has ended.</summary>
    private bool EndAllOf(ModelUser user, ModelSession? kept)
    {
        var isLive = Write(Place.EndAllOfUser, () =>
        {
            if (kept is not null && !(user.Exists && user.Has(kept)))
            {
                return false;
            }

            EndGeneration(user, kept);
            return true;
        });
        if (isLive)
        {
            Sweep(user, kept);
        }

        return isLive;
    }

    /// <param name="existed">Whether the user existed when the deletion began.</param>
    private void Delete(ModelUser user, bool existed, ModelSession? last)
    {
        if (existed)
        {
            Write(Place.RecordDeletion, () => true);
            Write(Place.DeleteUser, () =>
            {
                EndGeneration(user, null);
                (user.Exists, user.LoginMinute, user.IsUnlinked) = (false, 0, false);
                return true;
            });
        }

        Sweep(user, last);
        if (last is not null)
        {
            Write(Place.EndById, () => End(last));
        }
    }

    private static void EndGeneration(ModelUser user, ModelSession? kept)
    {
        if (user.Exists)
        {
            user.Generation++;
            user.Kept = kept;
        }
    }

    private void Sweep(ModelUser user, ModelSession? kept)
    {
        // The product ends ten at a time. If one of them fails, the other nine still end.
        foreach (var chunk in Write(Place.ListSessions, () => user.Index).Select(l => l.Session).Where(s => s != kept).Chunk(10))
        {
            var down = 0;
            foreach (var session in chunk)
            {
                try
                {
                    Write(Place.EraseSession, () => Erase(session));
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

    private bool IsLive(Listed listed) => Now < listed.ExpiresAt && Now < listed.Session.AbsoluteEnd;

    private bool End(ModelSession session)
    {
        var wasLive = session.IsLive(Now);
        session.HasRow &= !wasLive;
        return wasLive;
    }

    /// <summary>Ends a session whose row must stay. One that is ending ends by itself.</summary>
    private bool Expire(ModelSession session)
    {
        if (!session.HasRow || session.IsEnding)
        {
            return false;
        }

        session.ExpiresAt = session.RemoveAt = Now;
        return true;
    }

    private static bool Erase(ModelSession session)
    {
        var hadRow = session.HasRow;
        session.HasRow = false;
        return hadRow;
    }

    private T Write<T>(Place place, Func<T> write)
    {
        if (_faults.Take(place, isAfter: false) is { } before)
        {
            Interrupt(before.Event, Concerned!);
        }

        var fault = _faults.Take(place);
        if (fault is { IsDone: false })
        {
            throw new StoreDownException();
        }

        var result = write();
        if (_faults.Take(place, isAfter: true) is { } after)
        {
            Interrupt(after.Event, Concerned!);
        }

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
