using System.Globalization;

namespace MiniLogin.Sessions;

/// <summary>A place in a user's list of sessions: <c>createdAt.id</c> of the last one seen.</summary>
public sealed record SessionCursor(DateTimeOffset CreatedAt, string Id)
{
    private const long MaxSeconds = 253_402_300_799;

    /// <summary>The cursor, null when the text is not one.</summary>
    public static SessionCursor? Parse(string text) =>
        text.Split('.') is [var seconds, { Length: SessionToken.IdLength } id]
        && long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var createdAt)
        && createdAt <= MaxSeconds
        && SessionToken.IsId(id)
            ? new(DateTimeOffset.FromUnixTimeSeconds(createdAt), id)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{CreatedAt.ToUnixTimeSeconds()}.{Id}");
}
