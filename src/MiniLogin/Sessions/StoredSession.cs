namespace MiniLogin.Sessions;

/// <summary>A session's row.</summary>
/// <param name="SecretHash">SHA-256 of the token's secret.</param>
/// <param name="Salt">Goes into the token's secret.</param>
/// <param name="IsEnding">A newer login replaced it: it ends at its ExpiresAt and is extended no more.</param>
internal sealed record StoredSession(Session Session, byte[] SecretHash, byte[] Salt, bool IsEnding = false) : SessionRow
{
    public bool IsLive(DateTimeOffset now) => now < Session.ExpiresAt && now < Session.AbsoluteExpiresAt;
}
