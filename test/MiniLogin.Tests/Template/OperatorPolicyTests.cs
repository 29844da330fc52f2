using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Account;
using MiniLogin.Tests.Avatars;
using MiniLogin.Tests.Commands;
using MiniLogin.Tests.OperatorPage;

namespace MiniLogin.Tests.Template;

/// <summary>What the stack has for operators: a policy, and SSM parameters with its coordinates.</summary>
[Slow]
public sealed class OperatorPolicyTests
{
    /// <summary>The commands, of which each makes another call to AWS, in an order in which they succeed.</summary>
    private static readonly string[] Commands =
    [
        $"apps add {World.AppId} --name Shop", "apps list", $"apps rotate-keys {World.AppId} --yes", $"apps disable {World.AppId} --yes", $"apps enable {World.AppId}",
        $"apps set {World.AppId} --link-by-unionid on", "users link {user} --yes", "users unlink {user} --yes", "users find --union-id {unionId}", "users find --phone 13900139000", "users show {user}", "users export {user}", "users list", "users unblock {stranger}", "sessions list {user}", "sessions show {session}", "sessions end-all {user} --yes",
        "avatars prune --yes", "users delete {user} --yes", "users replay-deletions --yes",
        "component set --app-id wxc0ffee0123456789", "component show", "component remove --yes", "doctor",
    ];

    [Fact]
    public async Task The_policy_allows_exactly_the_calls_of_the_commands()
    {
        var recorded = new RecordedCalls();
        using var pictures = await PictureBucket.CreateAsync();
        var (world, op) = await Operator.StartAsync(new() { AvatarsBucket = pictures.Name, S3Url = KmsServer.Url });
        await using var _ = world;
        using var __ = op;
        await using var dynamoDB = new AwsRelay(DynamoDBServer.Url, recorded);
        await using var others = new AwsRelay(KmsServer.Url, recorded);
        var stack = await StackParameters.DeployAsync(op.Options, op.KeyId);
        var where = $"--stack {stack} --endpoint-url {dynamoDB.Url} --kms-endpoint-url {others.Url} --s3-endpoint-url {others.Url} --ssm-endpoint-url {others.Url}";

        var session = "";
        foreach (var command in Commands)
        {
            var ran = await op.RunAsync($"{Filled(command)} {where}", command.StartsWith("component set", StringComparison.Ordinal) ? $"{World.AppSecret}\nplayground\n{new string('A', 43)}\n" : World.AppSecret);
            ran.ExitCode.Should().Be(command == "doctor" ? ran.ExitCode : 0, "{0} wrote {1}", command, ran.Error);
            if (command.StartsWith("apps add", StringComparison.Ordinal))
            {
                // A user with a picture, and one who is blocked without ever having logged in.
                var token = await world.TokenAsync();
                session = token.Split('.')[0];
                await AvatarTests.UploadAsync(world, token, Pictures.Png());
                await world.Services.GetRequiredService<AccountService>().BlockAsync(World.UserKey("meimei"), TestContext.Current.CancellationToken);
            }
        }

        await using (var console = await (await RunningConsole.StartAsync(op.WithWhere([.. where.Split(' '), "--cloudwatch-endpoint-url", others.Url]), op.Clock)).OpenAsync())
        {
            await console.CallAsync("failures");
        }

        var allowed =
            from statement in Deployment.With(("AWS::StackName", stack)).Properties("OperatorPolicy")["PolicyDocument"]!["Statement"]!.AsArray()
            from action in statement!["Action"]!.AsArray()
            select $"{action} {statement["Resource"]!.GetValue<string>()}";
        allowed.Should().BeEquivalentTo(recorded.All);

        string Filled(string command) => command
            .Replace("{session}", session, StringComparison.Ordinal)
            .Replace("{user}", World.UserKey("lilei").ToString(), StringComparison.Ordinal)
            .Replace("{stranger}", World.UserKey("meimei").ToString(), StringComparison.Ordinal)
            .Replace("{unionId}", "oE60lmwSN0Qb47u0gBmjDhva5vMp", StringComparison.Ordinal);
    }

    [Fact]
    public void The_policy_is_an_output() =>
        Deployment.With().Output("OperatorPolicyArn").Should().Be("${OperatorPolicy}");

    [Theory]
    [InlineData("", "${AnnotationsHttpApi.ApiEndpoint}")]
    [InlineData("DomainName=api.example.com CertificateArn=arn:aws:acm:us-east-1:123456789012:certificate/a", "https://api.example.com")]
    [InlineData("PublicUrl=https://cdn.example.com/v1", "https://cdn.example.com/v1")]
    public void The_stack_writes_its_coordinates_under_its_own_name(string parameters, string apiUrl)
    {
        var deployment = Deployment.With([.. parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)).Select(p => (p[0], p[1])), ("AWS::StackName", "minilogin-prod")]);
        var written = deployment.OfType("AWS::SSM::Parameter").Select(deployment.Properties).ToDictionary(p => p["Name"]!.GetValue<string>(), p => p["Value"]!.GetValue<string>());

        written.Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["/minilogin/minilogin-prod/SessionsTable"] = "${Sessions}",
            ["/minilogin/minilogin-prod/UsersTable"] = "${Users}",
            ["/minilogin/minilogin-prod/AppsTable"] = "${Apps}",
            ["/minilogin/minilogin-prod/DeletionsTable"] = "${Deletions}",
            ["/minilogin/minilogin-prod/AppCredentialsKeyId"] = "${AppCredentialsKey}",
            ["/minilogin/minilogin-prod/AvatarsBucket"] = "${Avatars}",
            ["/minilogin/minilogin-prod/ApiUrl"] = apiUrl,
            ["/minilogin/minilogin-prod/AuthorizerArn"] = "${AuthorizeAliaslive}",
            ["/minilogin/minilogin-prod/DeletionsStreamArn"] = "${Deletions.StreamArn}",
            ["/minilogin/minilogin-prod/CheckSessionPolicyArn"] = "${CheckSessionPolicy}",
            ["/minilogin/minilogin-prod/AccessTokenFunctionArn"] = "${AccessTokenAliaslive}",
            ["/minilogin/minilogin-prod/InvokeAccessTokenPolicyArn"] = "${InvokeAccessTokenPolicy}",
        }.Concat(parameters.Contains("DomainName", StringComparison.Ordinal) ? [KeyValuePair.Create("/minilogin/minilogin-prod/DomainName", "${Domain}")] : []));
        foreach (var (name, value) in written.Where(each => deployment.Outputs.Contains(each.Key.Split('/')[^1])))
        {
            value.Should().Be(deployment.Output(name.Split('/')[^1]), "{0} is also an output", name);
        }
    }

    [Fact]
    public void The_parameters_cost_nothing()
    {
        var deployment = Deployment.With();

        deployment.OfType("AWS::SSM::Parameter").Should().NotBeEmpty();
        foreach (var name in deployment.OfType("AWS::SSM::Parameter"))
        {
            var properties = deployment.Properties(name);
            (properties["Tier"]!.GetValue<string>(), properties["Type"]!.GetValue<string>()).Should().Be(("Standard", "String"));
        }
    }
}
