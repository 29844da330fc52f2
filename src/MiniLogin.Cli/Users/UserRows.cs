using Amazon.DynamoDBv2;
using Amazon.Runtime;

namespace MiniLogin.Cli.Users;

/// <summary>How much of the Users table, or of the deletions from it, a command has read.</summary>
internal static class UserRows
{
    /// <summary>Returns about how many rows the table has: DynamoDB counts every six hours. Null if unknown, or if nothing shows it.</summary>
    /// <param name="table">The name of the table; null for the Users table.</param>
    public static async Task<long?> CountAsync(CommandCall call, CancellationToken cancellationToken, string? table = null)
    {
        if (!call.ShowsBar)
        {
            return null;
        }

        try
        {
            return (await call.Service<IAmazonDynamoDB>().DescribeTableAsync(table ?? call.Service<MiniLoginOptions>().UsersTable, cancellationToken)).Table.ItemCount;
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException)
        {
            // The work itself reports what is wrong, unless only this permission is missing.
            return null;
        }
    }

    public static string Read(long rows, long? total) => total is { } all && rows <= all ? $"{rows:N0} of about {all:N0} rows read" : $"{rows:N0} rows read";
}
