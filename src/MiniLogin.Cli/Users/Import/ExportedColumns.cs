namespace MiniLogin.Cli.Users.Import;

/// <summary>The positions of the columns of <c>cSessionInfo</c> in a line. uuid, skey and session_key are ignored.</summary>
internal sealed record ExportedColumns(int Count, int OpenId, int CreateTime, int LastVisitTime, int UserInfo)
{
    public const string OpenIdName = "open_id";
    public const string CreateTimeName = "create_time";
    public const string LastVisitTimeName = "last_visit_time";
    public const string UserInfoName = "user_info";

    // Wafer 2 in Node and PHP: open_id, uuid, skey, create_time, last_visit_time, session_key, user_info.
    private static readonly ExportedColumns Wafer2 = new(7, 0, 3, 4, 6);

    // Wafer 1 session server: id, uuid, skey, create_time, last_visit_time, open_id, session_key, user_info.
    private static readonly ExportedColumns Wafer = new(8, 5, 3, 4, 7);

    /// <summary>Whether the line contains column names instead of values.</summary>
    public static bool IsHeader(IReadOnlyList<string?> line) => Index(line, OpenIdName) >= 0;

    /// <summary>Finds the columns by name, or by the known orders of 7 or 8 columns. Returns null if neither matches.</summary>
    public static ExportedColumns? From(IReadOnlyList<string?> line)
    {
        if (!IsHeader(line))
        {
            return line.Count == Wafer2.Count ? Wafer2 : line.Count == Wafer.Count ? Wafer : null;
        }

        var columns = new ExportedColumns(line.Count, Index(line, OpenIdName), Index(line, CreateTimeName), Index(line, LastVisitTimeName), Index(line, UserInfoName));
        return columns is { CreateTime: >= 0, LastVisitTime: >= 0, UserInfo: >= 0 } ? columns : null;
    }

    private static int Index(IReadOnlyList<string?> line, string name) =>
        line.ToList().FindIndex(field => string.Equals(field, name, StringComparison.OrdinalIgnoreCase));
}
