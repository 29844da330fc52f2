namespace MiniLogin.Users;

/// <summary>What became of a change of the profile.</summary>
public abstract record ProfileOutcome
{
    private ProfileOutcome()
    {
    }

    /// <param name="User">After the change.</param>
    public sealed record Updated(User User) : ProfileOutcome;

    /// <param name="Field">As <c>PUT /user</c> names it.</param>
    /// <param name="Reason">Follows the field's name: "must have at most 1024 characters".</param>
    public sealed record RequestInvalid(string Field, string Reason) : ProfileOutcome;

    /// <summary>The user was deleted or blocked, or has ended this session.</summary>
    public sealed record SessionInvalid : ProfileOutcome;
}
