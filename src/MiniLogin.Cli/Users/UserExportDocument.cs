using MiniLogin.Cli.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Cli.Users;

internal sealed record UserExportDocument(UserDocument User, UserProfile? Profile, IReadOnlyList<SessionDocument> Sessions)
{
    public static UserExportDocument Of(AccountExport export) => new(UserDocument.Of(export.User), export.User.Profile, [.. export.Sessions.Select(SessionDocument.Of)]);
}
