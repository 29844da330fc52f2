namespace MiniLogin.WeChat;

/// <summary>What lets this server call WeChat in an app's name. It has no text of its own.</summary>
internal sealed class AccessToken(string secret, DateTimeOffset expiresAt)
{
    // WeChat renews it then; the one before works to its end.
    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(5);

    public DateTimeOffset ExpiresAt => expiresAt;

    public string Reveal() => secret;

    public bool IsUsable(DateTimeOffset now) => now < expiresAt;

    public bool IsFresh(DateTimeOffset now) => now < expiresAt - RenewBefore;

    public bool Is(AccessToken? other) => secret == other?.Reveal();

    public override string ToString() => "access_token";
}
