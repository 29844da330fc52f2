using MiniLogin.Apps;

namespace MiniLogin.Cli.Apps;

internal sealed record AppDocument(string AppId, string Name, bool Enabled, DateTimeOffset? CreatedAt, DateTimeOffset? SessionsEndedAt)
{
    public static AppDocument From(AppRow row) => new(row.App.AppId.ToString(), row.App.Name, row.App.Enabled, row.CreatedAt, row.App.SessionsEndedAt);
}
