namespace MiniLogin.Playground.Console;

/// <summary>The command that opens the page for the operator of this Playground's data.</summary>
internal static class OperatorCommand
{
    /// <summary>Returns null if the data is in memory, where no command can reach it.</summary>
    /// <param name="options">As the functions have them, with the addresses of what is simulated.</param>
    public static string? Write(MiniLoginOptions options)
    {
        if (options.DynamoDBUrl.Length == 0)
        {
            return null;
        }

        var usual = new MiniLoginOptions();
        (string Name, string Value, string Usual)[] all =
        [
            ("--endpoint-url", options.DynamoDBUrl.TrimEnd('/'), ""),
            ("--kms-endpoint-url", options.KmsUrl.TrimEnd('/'), ""),
            ("--wechat-url", options.WeChatUrl.Split(';')[0].TrimEnd('/'), usual.WeChatUrl.Split(';')[0].TrimEnd('/')),
            ("--sessions-table", options.SessionsTable, usual.SessionsTable),
            ("--users-table", options.UsersTable, usual.UsersTable),
            ("--apps-table", options.AppsTable, usual.AppsTable),
            ("--deletions-table", options.DeletionsTable, usual.DeletionsTable),
        ];
        return "minilogin console" + string.Concat(all.Where(option => option.Value != option.Usual).Select(option => $" {option.Name} {option.Value}"));
    }
}
