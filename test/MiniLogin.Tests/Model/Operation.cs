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

    /// <summary>The fault during this step.</summary>
    public Fault? Fault { get; init; }

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

    public sealed record RotateKeys : Operation;

    public sealed record Wait(TimeSpan Time) : Operation;

    /// <summary>Waits until some seconds before or after an edge of a session; never moves back.</summary>
    public sealed record WaitFor(int Session, Edge Edge, int Seconds) : Operation;

    /// <summary>Simpler steps that may show the same failure.</summary>
    public IEnumerable<Operation> Simpler()
    {
        if (Fault is not null)
        {
            yield return this with { Fault = null };
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
                yield return new LogIn(twice.Code, twice.Nonce);
                break;
            case ShowUser show:
                yield return new Check(show.Session) { Fault = Fault };
                break;
            default:
                break;
        }
    }
}
