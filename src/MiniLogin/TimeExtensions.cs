namespace MiniLogin;

internal static class TimeExtensions
{
    /// <summary>Whole seconds, as the tables hold them.</summary>
    public static DateTimeOffset Floor(this DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
