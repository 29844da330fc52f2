namespace MiniLogin.Users;

/// <summary>What a login adds to its user. What is null stays as it was.</summary>
internal sealed record UserLogin(string AppId, string OpenId, string? UnionId, UserProfile? Profile, byte[] SealedSessionKey, DateTimeOffset At);
