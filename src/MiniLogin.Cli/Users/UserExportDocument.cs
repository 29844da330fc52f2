using MiniLogin.Account;
using MiniLogin.Cli.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Cli.Users;

internal sealed record UserExportDocument(UserDocument User, UserProfile? Profile, BoundPhone? Phone, IReadOnlyList<SessionDocument> Sessions)
{
    public static UserExportDocument Of(AccountExport export) => new(UserDocument.Of(export.User), export.User.Profile, export.Phone, [.. export.Sessions.Select(SessionDocument.Of)]);
}
