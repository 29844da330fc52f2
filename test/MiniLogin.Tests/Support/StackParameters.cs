using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using MiniLogin.Tests.Template;

namespace MiniLogin.Tests.Support;

/// <summary>Writes the SSM parameters of template.yaml to the SSM API server of moto, as a deployment does.</summary>
internal static class StackParameters
{
    public const string ApiUrl = "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com";

    /// <summary>Deploys the parameters of a new stack with these tables, bucket and key. Returns its name.</summary>
    public static async Task<string> DeployAsync(MiniLoginOptions options, string keyId, string? except = null)
    {
        var name = $"minilogin-t{Guid.NewGuid():N}";
        var values = new Dictionary<string, string>
        {
            ["${Sessions}"] = options.SessionsTable,
            ["${Users}"] = options.UsersTable,
            ["${Apps}"] = options.AppsTable,
            ["${Deletions}"] = options.DeletionsTable,
            ["${AppCredentialsKey}"] = keyId,
            ["${Avatars}"] = options.AvatarsBucket.Length > 0 ? options.AvatarsBucket : "no-bucket",
            ["${AnnotationsHttpApi.ApiEndpoint}"] = ApiUrl,
            ["${AuthorizeAliaslive}"] = "arn:aws:lambda:us-east-1:123456789012:function:Authorize:live",
            ["${Deletions.StreamArn}"] = "arn:aws:dynamodb:us-east-1:123456789012:table/Deletions/stream/2026-11-26T00:00:00.000",
            ["${AccessTokenAliaslive}"] = "arn:aws:lambda:us-east-1:123456789012:function:AccessToken:live",
            ["${InvokeAccessTokenPolicy}"] = "arn:aws:iam::123456789012:policy/InvokeAccessTokenPolicy",
            ["${CheckSessionPolicy}"] = "arn:aws:iam::123456789012:policy/CheckSessionPolicy",
        };
        var deployment = Deployment.With(("AWS::StackName", name));
        using var ssm = new AmazonSimpleSystemsManagementClient(new BasicAWSCredentials("local", "local"), new AmazonSimpleSystemsManagementConfig { ServiceURL = KmsServer.Url, AuthenticationRegion = "us-east-1" });
        foreach (var parameter in deployment.OfType("AWS::SSM::Parameter").Select(deployment.Properties).Where(p => except is null || !p["Name"]!.GetValue<string>().EndsWith(except, StringComparison.Ordinal)))
        {
            await ssm.PutParameterAsync(
                new PutParameterRequest { Name = parameter["Name"]!.GetValue<string>(), Type = parameter["Type"]!.GetValue<string>(), Value = values[parameter["Value"]!.GetValue<string>()] },
                TestContext.Current.CancellationToken);
        }

        return name;
    }
}
