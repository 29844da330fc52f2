namespace MiniLogin.Users;

/// <summary>A user just before and after one change, so that of changes at the same time each knows what it replaced.</summary>
internal sealed record ChangedProfile(User Before, User After);
