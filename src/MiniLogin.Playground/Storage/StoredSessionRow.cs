namespace MiniLogin.Playground.Storage;

/// <summary>A row without its hash and salt. A tombstone has only the id and the time when the row is deleted.</summary>
/// <param name="State">live, ending, expired or ended.</param>
internal sealed record StoredSessionRow(string Id, string State, DateTimeOffset ExpiresAt)
{
    public string? OpenId { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? LastSeenAt { get; init; }

    public DateTimeOffset? AbsoluteExpiresAt { get; init; }

    /// <param name="endsAt">The time when the session ends because of a newer login, if there is one.</param>
    public static string StateOf(DateTimeOffset now, DateTimeOffset expiresAt, DateTimeOffset absoluteExpiresAt, DateTimeOffset? endsAt) =>
        now >= expiresAt || now >= absoluteExpiresAt || now >= endsAt ? "expired" : endsAt is null ? "live" : "ending";
}
