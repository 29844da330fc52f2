using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace MiniLogin.Cli;

/// <summary>Why an operation failed, in one line that says what to do.</summary>
internal sealed record CommandFailure(int ExitCode, string Message)
{
    /// <summary>Returns null for an exception that no operation is known to throw.</summary>
    /// <param name="profile">The profile of --profile, or null.</param>
    public static CommandFailure? From(Exception exception, MiniLoginOptions options, string? profile) => exception switch
    {
        StoreUnavailableException e => new(Cli.ExitCode.Unreachable, $"A service could not be reached: {(e.InnerException ?? e).Message}"),
        ResourceNotFoundException => new(Cli.ExitCode.Failed, $"Table not found: {options.SessionsTable}, {options.UsersTable}, {options.DeletionsTable} or {options.AppsTable}. Run 'minilogin doctor' to see which. Check --region, and pass --stack, or compare --sessions-table, --users-table, --deletions-table and --apps-table with the outputs of the stack."),
        AmazonServiceException e => new(Cli.ExitCode.Failed, AwsRefusal.Describe(e, profile)),
        AmazonClientException e => new(Cli.ExitCode.Unreachable, $"Cannot call AWS: {e.Message}"),
        InvalidOperationException or IOException or UnauthorizedAccessException => new(Cli.ExitCode.Failed, exception.Message),
        _ => null,
    };
}
