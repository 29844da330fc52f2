namespace MiniLogin.Tests.Model;

/// <summary>
/// A step of a story. Codes and sessions are numbered backwards, 0 being the latest, so that a shrunk story is still valid. A
/// step whose code or session does not exist does nothing.
/// </summary>
internal abstract record Operation
{
    private Operation()
    {
    }

    /// <summary>The environment that runs this step: 0, or 1, whose clock is ahead.</summary>
    public int Environment { get; init; }

    /// <summary>The fault or interruption during this step.</summary>
    public Disturbance? Trouble { get; init; }

    /// <summary>Whether it is a request, other than one that is sent twice at once or is refused before any work.</summary>
    public bool CanBeDisturbed => this is LogIn or Check or ShowUser or ListSessions or LogOut or EndOne or EndAll or DeleteUser;

    /// <summary>wx.login</summary>
    public sealed record GetCode(int User) : Operation;

    /// <param name="Nonce">The number of the nonce; 0 for none.</param>
    /// <param name="Presented">The session whose token the client sends along.</param>
    public sealed record LogIn(int Code, int Nonce, int? Presented = null) : Operation;

    /// <summary>The same login twice in parallel.</summary>
    public sealed record LogInTwice(int Code, int Nonce) : Operation;

    public sealed record Check(int Session) : Operation;

    /// <summary>The id of one session with the secret of another.</summary>
    public sealed record Forge(int Session, int Secret, bool LogsOut) : Operation;

    public sealed record ShowUser(int Session) : Operation;

    public sealed record ListSessions(int Session, int PageSize) : Operation;

    public sealed record LogOut(int Session) : Operation;

    public sealed record EndOne(int By, int Session) : Operation;

    public sealed record EndAll(int By, bool KeepsCurrent) : Operation;

    public sealed record DeleteUser(int By, int Code) : Operation;

    public sealed record Block(int User, bool Blocked) : Operation;

    public sealed record EnableApp(bool Enabled) : Operation;

    /// <summary>The operator ends all sessions of the app.</summary>
    public sealed record EndAppSessions : Operation;

    /// <summary>The index shows a user's sessions as they are now, until it catches up.</summary>
    public sealed record FreezeIndex(int User) : Operation;

    public sealed record CatchUp : Operation;

    /// <summary>DynamoDB removes all rows that have expired.</summary>
    public sealed record RemoveExpired : Operation;

    public sealed record RotateKeys : Operation;

    public sealed record Wait(TimeSpan Time) : Operation;

    /// <summary>Waits until some seconds before or after an edge of a session; never moves back.</summary>
    public sealed record WaitFor(int Session, Edge Edge, int Seconds) : Operation;

    /// <summary>Simpler steps that may show the same failure.</summary>
    public IEnumerable<Operation> Simpler()
    {
        if (Trouble is not null)
        {
            yield return this with { Trouble = null };
        }

        if (Environment > 0)
        {
            yield return this with { Environment = 0 };
        }

        switch (this)
        {
            case LogIn { Presented: not null } login:
                yield return login with { Presented = null };
                break;
            case LogIn { Nonce: > 0 } login:
                yield return login with { Nonce = 0 };
                break;
            case LogInTwice twice:
                yield return new LogIn(twice.Code, twice.Nonce) { Environment = Environment };
                break;
            case ShowUser show:
                yield return new Check(show.Session) { Trouble = Trouble, Environment = Environment };
                break;
            default:
                break;
        }
    }
}
