using System.Globalization;
using MiniLogin.Apps;
using MiniLogin.Users;
using MiniLogin.WeChat;

namespace MiniLogin.Cli.Users.Import;

/// <summary>Parses a line into a user of the app.</summary>
/// <param name="utcOffset">The time zone of the server that wrote the times, which MySQL does not store.</param>
internal sealed class LineParser(AppId appId, ExportedColumns columns, TimeSpan utcOffset, DateTimeOffset now)
{
    // Mini programs exist since 2016.
    private const int FirstYear = 2016;

    private static readonly string[] TimeFormats = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFF"];

    public ParsedLine Parse(ExportedLine line)
    {
        if (line.Fields is not { } fields)
        {
            return Refuse("line", "cannot be parsed: a quote is unclosed or a field is too long");
        }

        if (fields.Count != columns.Count)
        {
            return Refuse("line", $"has {fields.Count} fields instead of {columns.Count}");
        }

        if (fields[columns.OpenId] is not { } openId || !UserKey.IsOpenId(openId))
        {
            return Refuse(ExportedColumns.OpenIdName, $"must have 1 to {UserKey.MaxOpenIdLength} printable ASCII characters");
        }

        if (!TryParseTime(fields[columns.CreateTime], out var created, out var wrong))
        {
            return Refuse(ExportedColumns.CreateTimeName, wrong);
        }

        if (!TryParseTime(fields[columns.LastVisitTime], out var visited, out wrong))
        {
            return Refuse(ExportedColumns.LastVisitTimeName, wrong);
        }

        if (!UserInfo.TryParse(fields[columns.UserInfo], out var info))
        {
            return Refuse(ExportedColumns.UserInfoName, "must be a user info in JSON, or in base64 of JSON");
        }

        if (WhoseElse(info, openId) is { } other)
        {
            return Refuse(ExportedColumns.UserInfoName, other);
        }

        var (first, last) = created < visited ? (created, visited) : (visited, created);
        return new ParsedLine.Good(new(new(appId, openId), info?.ValidUnionId, info is null ? null : UserProfile.From(info), first, last));

        ParsedLine.Refused Refuse(string field, string reason) => new(line.Number, field, reason);
    }

    // MySQL compares openids case-insensitively, unlike WeChat, so a row may contain the info of another user.
    private string? WhoseElse(DecryptedProfile? info, string openId) =>
        info?.OpenId is { } named && named != openId ? "belongs to another open_id"
        : info?.Watermark?.AppId is { } app && app != appId.ToString() ? "belongs to another app"
        : null;

    private bool TryParseTime(string? text, out DateTimeOffset time, out string wrong)
    {
        time = default;
        wrong = $"must be a time of {FirstYear} or later, such as {FirstYear}-12-31 23:59:59";
        if (!DateTime.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) || local.Year < FirstYear)
        {
            return false;
        }

        wrong = "is in the future; check --utc-offset";
        if (local > now.ToOffset(utcOffset).DateTime)
        {
            return false;
        }

        time = new DateTimeOffset(local, utcOffset).Floor();
        return true;
    }
}
