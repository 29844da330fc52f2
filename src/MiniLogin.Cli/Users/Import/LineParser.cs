using System.Globalization;
using MiniLogin.Apps;
using MiniLogin.Users;
using MiniLogin.WeChat;

namespace MiniLogin.Cli.Users.Import;

/// <summary>A user of the app, of a line.</summary>
/// <param name="utcOffset">The time zone of the server that wrote the times: MySQL keeps none.</param>
internal sealed class LineParser(AppId appId, ExportedColumns columns, TimeSpan utcOffset, DateTimeOffset now)
{
    // Mini programs began in 2016.
    private const int FirstYear = 2016;

    private const int MaxOpenId = 128;

    private static readonly string[] TimeFormats = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFF"];

    public ParsedLine Parse(ExportedLine line)
    {
        if (line.Fields is not { } fields)
        {
            return Refuse("line", "cannot be read: a quote without its partner, or a field without end");
        }

        if (fields.Count != columns.Count)
        {
            return Refuse("line", $"has {fields.Count} fields in place of {columns.Count}");
        }

        if (fields[columns.OpenId] is not { } openId || !IsOpenId(openId))
        {
            return Refuse(ExportedColumns.OpenIdName, $"must be 1 to {MaxOpenId} visible characters");
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
            return Refuse(ExportedColumns.UserInfoName, "is not the JSON of a user info, nor that in base64");
        }

        if (WhoseElse(info, openId) is { } other)
        {
            return Refuse(ExportedColumns.UserInfoName, other);
        }

        var unionId = info?.UnionId is { Length: > 0 and <= 128 } known ? known : null;
        var (first, last) = created < visited ? (created, visited) : (visited, created);
        return new ParsedLine.Good(new(new(appId, openId), unionId, info is null ? null : UserProfile.From(info), first, last));

        ParsedLine.Refused Refuse(string field, string reason) => new(line.Number, field, reason);
    }

    private static bool IsOpenId(string text) => text.Length is > 0 and <= MaxOpenId && text.All(c => c is >= '!' and <= '~');

    // MySQL compares openids without regard to case, WeChat does not: such a table may hold one user's info in another's row.
    private string? WhoseElse(DecryptedProfile? info, string openId) =>
        info?.OpenId is { } named && named != openId ? "is of another open_id"
        : info?.Watermark?.AppId is { } app && app != appId.ToString() ? "is of another app"
        : null;

    private bool TryParseTime(string? text, out DateTimeOffset time, out string wrong)
    {
        time = default;
        wrong = $"must be a time since {FirstYear}, as {FirstYear}-12-31 23:59:59";
        if (!DateTime.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) || local.Year < FirstYear)
        {
            return false;
        }

        wrong = "lies in the future: is --utc-offset right?";
        if (local > now.ToOffset(utcOffset).DateTime)
        {
            return false;
        }

        time = new DateTimeOffset(local, utcOffset).Floor();
        return true;
    }
}
