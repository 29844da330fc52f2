namespace MiniLogin.Tests.Model;

/// <summary>
/// Something that happens in a story. Codes and sessions are meant by how many came after them, 0 the latest, so that a story
/// from which something was left out still means something; where there is none, nothing happens.
/// </summary>
internal abstract record Operation
{
    private Operation()
    {
    }

    /// <summary>What goes wrong during it.</summary>
    public Fault? Fault { get; init; }

    /// <summary>wx.login</summary>
    public sealed record GetCode(int User) : Operation;

    /// <param name="Nonce">0: none.</param>
    /// <param name="Presented">The session that the client still has.</param>
    public sealed record LogIn(int Code, int Nonce, int? Presented = null) : Operation;

    /// <summary>The same login, twice at once.</summary>
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

    /// <summary>Until this many seconds after an edge of a session; not back.</summary>
    public sealed record WaitFor(int Session, Edge Edge, int Seconds) : Operation;

    /// <summary>What may be left of it and still show the same fault.</summary>
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
