namespace MiniLogin;

internal static class TimeExtensions
{
    /// <summary>Rounds down to whole seconds, as stored in the tables.</summary>
    public static DateTimeOffset Floor(this DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
