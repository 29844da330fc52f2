using MiniLogin.Account;
using MiniLogin.Functions.Wafer;

namespace MiniLogin.Functions.Answers;

/// <summary>Times are RFC 3339, UTC.</summary>
internal sealed record ExportAnswer(string AppId, WaferUserInfo User, PhoneAnswer? Phone, DateTime FirstLoginAt, DateTime LastLoginAt, long LoginCount, IReadOnlyList<ListedSessionAnswer> Sessions)
{
    public static ExportAnswer From(AccountExport export, string currentId) => new(
        export.User.AppId.ToString(),
        WaferUserInfo.From(export.User),
        export.Phone is { } phone ? PhoneAnswer.From(phone) : null,
        export.User.FirstLoginAt.UtcDateTime,
        export.User.LastLoginAt.UtcDateTime,
        export.User.LoginCount,
        [.. export.Sessions.Select(s => ListedSessionAnswer.From(s, currentId))]);
}
