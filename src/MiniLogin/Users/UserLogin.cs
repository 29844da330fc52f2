namespace MiniLogin.Users;

/// <summary>What a login adds to its user. What is null stays as it was.</summary>
/// <param name="MaxPerMinute">Over so many logins in one minute of the clock nothing is recorded.</param>
internal sealed record UserLogin(string AppId, string OpenId, string? UnionId, UserProfile? Profile, byte[] SealedSessionKey, DateTimeOffset At, int MaxPerMinute)
{
    public long Minute => At.ToUnixTimeSeconds() / 60;
}
