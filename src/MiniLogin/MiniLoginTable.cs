using MiniLogin.Apps;
using MiniLogin.Aws;
using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin;

/// <summary>A table of MiniLogin: its purpose, its name in this deployment, and its schema.</summary>
/// <param name="Purpose"><c>sessions</c>, <c>users</c>, <c>apps</c> or <c>deletions</c>.</param>
internal sealed record MiniLoginTable(string Purpose, string Name, TableSchema Schema)
{
    public static IReadOnlyList<MiniLoginTable> All(MiniLoginOptions options) =>
    [
        new("sessions", options.SessionsTable, DynamoDBSessionStore.Schema),
        new("users", options.UsersTable, UserColumns.Schema),
        new("apps", options.AppsTable, AppTable.Schema),
        new("deletions", options.DeletionsTable, DynamoDBDeletionStore.Schema),
    ];
}
