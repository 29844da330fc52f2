namespace MiniLogin.Users;

/// <summary>What a user changes of their profile. What is null stays as it was.</summary>
/// <param name="AvatarName">
/// The stored picture that <paramref name="AvatarUrl"/> shows. Null with an address: it shows none, and the user has none then.
/// </param>
internal sealed record ProfileChange(string? NickName, string? AvatarUrl, string? AvatarName = null)
{
    public bool IsEmpty => NickName is null && AvatarUrl is null;

    public User ApplyTo(User user) => IsEmpty ? user : user with
    {
        Profile = (user.Profile ?? new(null, null)) with
        {
            NickName = NickName ?? user.Profile?.NickName,
            AvatarUrl = AvatarUrl ?? user.Profile?.AvatarUrl,
        },
        AvatarName = AvatarUrl is null ? user.AvatarName : AvatarName,
    };
}
