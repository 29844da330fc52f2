using MiniLogin.Account;
using MiniLogin.Cli.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Cli.Users;

internal sealed record UserExportDocument(UserDocument User, UserProfile? Profile, BoundPhone? Phone, IReadOnlyList<SessionDocument> Sessions)
{
    public static UserExportDocument From(AccountExport export) => new(UserDocument.From(export.User), export.User.Profile, export.Phone, [.. export.Sessions.Select(SessionDocument.From)]);
}
