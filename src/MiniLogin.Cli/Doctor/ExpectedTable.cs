namespace MiniLogin.Cli.Doctor;

/// <summary>A table as template.yaml makes it.</summary>
/// <param name="Option">The option that names it.</param>
/// <param name="IndexKeys">Hash key first.</param>
/// <param name="IndexShows">What the index must hold besides keys.</param>
/// <param name="Expires">Whether rows go by TTL.</param>
internal sealed record ExpectedTable(string Name, string Option, string Key, string? Index, IReadOnlyList<string> IndexKeys, IReadOnlyList<string> IndexShows, bool Expires)
{
    public static IReadOnlyList<ExpectedTable> All(MiniLoginOptions options) =>
    [
        new(options.SessionsTable, "--sessions-table", "id", "byUser", ["userKey", "createdAt"], ["lastSeenAt", "expiresAt", "absoluteExpiresAt", "endsAt", "userAgent", "miniProgramVersion"], Expires: true),
        new(options.UsersTable, "--users-table", "userKey", "byUnionId", ["unionId"], [], Expires: true),
        new(options.AppsTable, "--apps-table", "appId", null, [], [], Expires: false),
    ];
}
