using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using MiniLogin.Aws;

namespace MiniLogin.Cli;

/// <summary>The coordinates of a stack: the SSM parameters that it wrote under <c>/minilogin/NAME/</c>, see template.yaml.</summary>
internal sealed record StackCoordinates(string SessionsTable, string UsersTable, string AppsTable, string DeletionsTable, string AppCredentialsKeyId, string AvatarsBucket, string ApiUrl);

/// <summary>The result of reading the coordinates of a stack.</summary>
internal abstract record StackLookup
{
    private StackLookup()
    {
    }

    /// <summary>Reads the coordinates of a stack in one call.</summary>
    /// <param name="region">The region of the client, for the message.</param>
    /// <exception cref="StoreUnavailableException">SSM is unavailable.</exception>
    public static async Task<StackLookup> RunAsync(IAmazonSimpleSystemsManagement ssm, string stack, string region, CancellationToken cancellationToken)
    {
        string[] names =
        [
            nameof(StackCoordinates.SessionsTable), nameof(StackCoordinates.UsersTable), nameof(StackCoordinates.AppsTable), nameof(StackCoordinates.DeletionsTable),
            nameof(StackCoordinates.AppCredentialsKeyId), nameof(StackCoordinates.AvatarsBucket), nameof(StackCoordinates.ApiUrl),
        ];
        var path = $"/minilogin/{stack}/";
        var answer = await AwsCall.RunAsync(ssm.GetParametersAsync(new GetParametersRequest { Names = [.. names.Select(name => path + name)] }, cancellationToken));
        var values = (answer.Parameters ?? []).ToDictionary(parameter => parameter.Name[path.Length..], parameter => parameter.Value);
        if (names.FirstOrDefault(name => !values.ContainsKey(name)) is not { } missing)
        {
            return new Found(new(values[names[0]], values[names[1]], values[names[2]], values[names[3]], values[names[4]], values[names[5]], values[names[6]]));
        }

        return new NotFound(values.Count == 0
            ? $"Stack not found: {stack} in {region} has no SSM parameters under {path}. Check --stack, --region and --profile. If the stack exists, deploy its current template. Nothing was changed."
            : $"SSM parameter not found: {path}{missing} in {region}. Deploy the current template of the stack. Nothing was changed.");
    }

    internal sealed record Found(StackCoordinates Coordinates) : StackLookup;

    /// <summary>There is no such stack in this region and account, or its template is older than the parameters.</summary>
    internal sealed record NotFound(string Message) : StackLookup;
}
