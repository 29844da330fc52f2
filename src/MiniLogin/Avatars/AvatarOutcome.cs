namespace MiniLogin.Avatars;

/// <summary>What became of a picture that was sent.</summary>
public abstract record AvatarOutcome
{
    private AvatarOutcome()
    {
    }

    /// <param name="Url">Where it is served; the user's profile has it.</param>
    public sealed record Stored(string Url) : AvatarOutcome;

    /// <param name="Reason">Follows the name of what was sent: "must be a JPEG, PNG or WebP picture".</param>
    public sealed record Refused(string Reason) : AvatarOutcome;

    /// <summary>The user was deleted or blocked, or has ended this session.</summary>
    public sealed record SessionInvalid : AvatarOutcome;
}
