namespace MiniLogin.Sessions;

/// <summary>Whether a presented token has a live session. Every refusal is the same.</summary>
public abstract record SessionCheck
{
    private SessionCheck()
    {
    }

    public sealed record Valid(Session Session) : SessionCheck;

    public sealed record Invalid : SessionCheck;
}
