namespace MiniLogin.Users;

/// <summary>An upload of a picture, to be counted.</summary>
/// <param name="Day">In UTC days since 1970.</param>
/// <param name="MaxPerDay">Further uploads on the same day are not recorded.</param>
/// <param name="IsFirst">Whether it was the first of its day when the user was read.</param>
internal sealed record AvatarUpload(long Day, int MaxPerDay, bool IsFirst)
{
    private const long SecondsPerDay = 24 * 60 * 60;

    /// <summary>Returns null if the user has uploaded too many pictures today.</summary>
    public static AvatarUpload? Next(User user, DateTimeOffset now, int maxPerDay)
    {
        var day = now.ToUnixTimeSeconds() / SecondsPerDay;
        return user.AvatarDay == day && user.AvatarsInDay >= maxPerDay ? null : new(day, maxPerDay, user.AvatarDay != day);
    }

    /// <summary>Returns the seconds until the next day begins.</summary>
    public static int UntilTomorrow(DateTimeOffset now) => (int)(SecondsPerDay - (now.ToUnixTimeSeconds() % SecondsPerDay));
}
