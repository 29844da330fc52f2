using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.KeyManagementService;
using Amazon.Runtime;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Apps;
using MiniLogin.Functions;
using MiniLogin.Functions.Apps;
using MiniLogin.Playground;
using MiniLogin.Playground.Gateway;
using MiniLogin.Tests.Template;
using MiniLogin.WeChat;

namespace MiniLogin.Tests.WeChat;

/// <summary>The access_token for the developer's other servers: the function <c>AccessToken</c>, and the service in process.</summary>
public sealed class AccessTokenFunctionTests
{
    private const string OtherApp = "wxfedcba9876543210";

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothStores))]
    public async Task Another_server_gets_the_token_that_the_functions_use(Store store)
    {
        await using var world = await World.StartAsync(store);
        var session = await world.TokenAsync();

        var first = await InvokeAsync(world, """{"appId":"wx0123456789abcdef"}""");
        (await world.SendAsync(HttpMethod.Post, "/session/phone", new { code = world.WeChat.GetPhoneNumberCode(World.AppId, "lilei") }, session)).Ok();
        var again = await InvokeAsync(world, "{}");

        world.WeChat.AccessTokens.Check(Token(first), out var appId).Should().Be(0);
        appId.Should().Be(World.AppId);
        Token(again).Should().Be(Token(first));
        first["expiresIn"]!.GetValue<int>().Should().BeInRange(7100, 7200);
        first.Select(member => member.Key).Should().Equal("accessToken", "expiresIn");
        (await world.CallsToWeChatAsync(3)).Should().Be(3, "a login, a token and a number");
    }

    [Fact]
    public async Task A_token_is_given_with_at_least_300_seconds_left()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var first = await InvokeAsync(world, "{}");

        world.Pass(TimeSpan.FromSeconds(7200 - 330));
        var late = await InvokeAsync(world, "{}");
        Token(late).Should().Be(Token(first));
        late["expiresIn"]!.GetValue<int>().Should().BeInRange(300, 330);
        world.Pass(TimeSpan.FromSeconds(31));
        var next = await InvokeAsync(world, "{}");

        Token(next).Should().NotBe(Token(first));
        next["expiresIn"]!.GetValue<int>().Should().BeGreaterThan(7000);
        world.WeChat.AccessTokens.Check(Token(first), out _).Should().Be(0, "no refresh was forced, so both are valid");
    }

    [Fact]
    public async Task A_token_that_ends_soon_is_not_given_when_WeChat_gives_no_other()
    {
        await using var world = await World.StartAsync(Store.Memory);
        await InvokeAsync(world, "{}");
        world.Pass(TimeSpan.FromSeconds(7200 - 200));
        world.WeChat.Faults = new() { TokenErrCode = -1 };

        (await InvokeAsync(world, "{}"))["error"]!.GetValue<string>().Should().Be("wechat_unavailable");
    }

    [Fact]
    public async Task A_rejected_token_is_replaced_without_a_forced_refresh()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var first = Token(await InvokeAsync(world, "{}"));
        var (forced, _) = world.WeChat.AccessTokens.Issue(World.AppId, force: true)!.Value;
        Token(await InvokeAsync(world, "{}")).Should().Be(first, "nobody has said that it is void");

        var next = await InvokeAsync(world, new JsonObject { ["rejectedToken"] = first }.ToJsonString());

        Token(next).Should().Be(forced);
        Token(await InvokeAsync(world, new JsonObject { ["rejectedToken"] = forced }.ToJsonString())).Should().Be(forced, "WeChat says that it is the current one");
    }

    [Theory]
    [InlineData("""{"appId":"wxfedcba9876543210"}""", "app_unknown", null)]
    [InlineData("""{"appId":"WX0123456789ABCDEF"}""", "request_invalid", null)]
    public async Task Another_app_gets_no_token(string input, string error, int? retryAfter)
    {
        await using var world = await World.StartAsync(Store.Memory);

        ShouldFail(await InvokeAsync(world, input), error, retryAfter);

        (await world.CallsToWeChatAsync(0)).Should().Be(0);
    }

    [Fact]
    public async Task A_disabled_app_gets_no_token()
    {
        await using var world = await World.StartAsync(Store.Memory);
        world.Apps.Register(new(World.App, "Playground", Enabled: false), LocalCredentials.From(World.AppSecret));

        foreach (var input in new[] { "{}", "null", """{"appId":""}""", """{"appId":"wx0123456789abcdef"}""" })
        {
            ShouldFail(await InvokeAsync(world, input), "app_unknown", null);
        }
    }

    [Theory]
    [InlineData(40125, "app_misconfigured", null)]
    [InlineData(40164, "app_misconfigured", null)]
    [InlineData(45009, "wechat_quota", 3600)]
    [InlineData(45011, "wechat_quota", 60)]
    [InlineData(-1, "wechat_unavailable", 2)]
    public async Task A_failure_of_WeChat_is_a_closed_error(int errCode, string error, int? retryAfter)
    {
        await using var world = await World.StartAsync(Store.Memory);
        world.WeChat.Faults = new() { TokenErrCode = errCode };

        ShouldFail(await InvokeAsync(world, "{}"), error, retryAfter);
    }

    [Fact]
    public async Task A_failure_of_the_store_is_a_closed_error()
    {
        await using var world = await World.StartAsync(Store.DynamoDB, configure: services => services.AddSingleton<IAccessTokenStore, DynamoDBAccessTokenStore>());
        world.Calls.Intercept = (_, _) => Task.FromResult<HttpResponseMessage?>(new(HttpStatusCode.InternalServerError));
        ShouldFail(await InvokeAsync(world, "{}"), "store_unavailable", 2);

        // What a role without permission gets.
        world.Calls.Intercept = (_, _) => Task.FromResult<HttpResponseMessage?>(new(HttpStatusCode.BadRequest) { Content = new StringContent("""{"__type":"AccessDeniedException"}""") });
        ShouldFail(await InvokeAsync(world, "{}"), "internal", null);
    }

    [Fact]
    public async Task A_token_that_is_given_is_logged_without_the_token()
    {
        await using var world = await World.StartAsync(Store.Memory);

        var token = Token(await InvokeAsync(world, "{}"));
        await InvokeAsync(world, new JsonObject { ["rejectedToken"] = token }.ToJsonString());

        world.Logs.Lines.Should().Contain(line => line.Contains("Event=access_token_given", StringComparison.Ordinal)).And.NotContain(line => line.Contains(token, StringComparison.Ordinal));
        new AccessTokenAnswer { AccessToken = token }.ToString().Should().NotContain(token);
        new AccessTokenRequest { RejectedToken = token }.ToString().Should().NotContain(token);
        new AccessTokenResult.Issued(token, 300).ToString().Should().NotContain(token);
    }

    [Fact]
    public async Task No_route_leads_to_the_function()
    {
        await using var world = await World.StartAsync(Store.Memory);

        foreach (var path in new[] { "/access-token", "/accesstoken", "/AccessToken", "/access_token", "/2015-03-31/functions/AccessToken/invocations" })
        {
            (await world.SendAsync(HttpMethod.Post, path, new { })).Status.Should().Be(HttpStatusCode.NotFound, path);
        }

        LocalGateway.Find(typeof(Startup).Assembly.GetTypes(), world.Services).Should().NotContain(function => function.Name == "AccessToken");
    }

    [Fact]
    public void Only_roles_that_the_developer_names_may_invoke_the_function()
    {
        var deployment = Deployment.With();

        deployment.OfType("AWS::Lambda::Permission").Should().NotContain(name => deployment.Properties(name)["FunctionName"]!.ToJsonString().Contains("AccessToken", StringComparison.Ordinal), "no service may");
        deployment.OfType("AWS::Lambda::Url").Should().BeEmpty();
        deployment.Properties("AnnotationsHttpApi")["Body"]!.ToJsonString().Should().NotContain("AccessToken");
        deployment.Properties("InvokeAccessTokenPolicy")["PolicyDocument"]!["Statement"]!.ToJsonString().Should().Be(
            """[{"Sid":"InvokeAccessToken","Effect":"Allow","Action":["lambda:InvokeFunction"],"Resource":"${AccessTokenAliaslive}"}]""");
        deployment.OfType("AWS::IAM::Role").Should().NotContain(name => deployment.Properties(name).ToJsonString().Contains("InvokeAccessTokenPolicy", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("SET credentials = :a", null)]
    [InlineData("SET enabled = :a", null)]
    [InlineData("SET sealedAccessToken = :a, sessionsEndedAt = :b", null)]
    [InlineData("REMOVE sealedAccessToken", "credentials = :a")]
    public void A_role_that_keeps_the_access_token_cannot_change_the_app(string update, string? condition)
    {
        var statements = Deployment.With().Properties("KeepAccessTokenPolicy")["PolicyDocument"]!["Statement"]!.AsArray();
        var body = new JsonObject { ["TableName"] = "t-apps", ["Key"] = new JsonObject { ["appId"] = new JsonObject { ["S"] = World.AppId } }, ["UpdateExpression"] = update };
        if (condition is not null)
        {
            body["ConditionExpression"] = condition;
        }

        statements.Should().NotContain(statement => StackPolicy.Allows(statement!, RecordedCalls.Of("DynamoDB_20120810.UpdateItem", body)));
    }

    [Fact]
    public async Task The_service_in_process_needs_the_table_of_apps_and_the_key_only()
    {
        var recorded = new RecordedCalls();
        await using var world = await World.StartAsync(Store.DynamoDB, configure: services =>
        {
            services.AddSingleton<IAppRegistry, DynamoDBAppRegistry>();
            services.AddSingleton<IAccessTokenStore, DynamoDBAccessTokenStore>();
        });
        using var apps = new RegisteredApps(world.Services.GetRequiredService<IAmazonDynamoDB>(), world.Options.AppsTable);
        await apps.PutAsync(World.AppId, World.AppSecret);
        await using var app = new ServiceCollection()
            .AddKeyedSingleton<IAmazonDynamoDB>(MiniLoginServices.SessionsKey, (_, _) => new AmazonDynamoDBClient(new BasicAWSCredentials("local", "local"), new AmazonDynamoDBConfig { ServiceURL = DynamoDBServer.Url, AuthenticationRegion = "us-east-1", HttpClientFactory = recorded }))
            .AddKeyedSingleton<IAmazonKeyManagementService>(MiniLoginServices.SessionsKey, (_, _) => new AmazonKeyManagementServiceClient(new BasicAWSCredentials("local", "local"), new AmazonKeyManagementServiceConfig { ServiceURL = KmsServer.Url, AuthenticationRegion = "us-east-1", HttpClientFactory = recorded }))
            .AddMiniLoginAccessTokens(new() { AppsTable = world.Options.AppsTable, WeChatUrl = world.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) })
            .BuildServiceProvider();
        var tokens = app.GetRequiredService<AccessTokenService>();

        var issued = (await tokens.GetAsync(World.App, rejectedToken: null, Cancel)).Should().BeOfType<AccessTokenResult.Issued>().Subject;
        (await tokens.GetAsync(World.App, rejectedToken: null, Cancel)).Should().BeOfType<AccessTokenResult.Issued>().Which.AccessToken.Should().Be(issued.AccessToken);
        (await tokens.GetAsync(null, rejectedToken: null, Cancel)).Should().Be(new AccessTokenResult.Failed(AccessTokenFailure.AppUnknown));
        (await tokens.GetAsync(AppId.Parse(OtherApp), rejectedToken: null, Cancel)).Should().Be(new AccessTokenResult.Failed(AccessTokenFailure.AppUnknown));

        world.WeChat.AccessTokens.Check(issued.AccessToken, out _).Should().Be(0);
        recorded.All.Should().BeEquivalentTo("dynamodb:GetItem ${Apps.Arn}", "dynamodb:UpdateItem ${Apps.Arn}", "kms:Decrypt ${AppCredentialsKey.Arn}");
        app.GetService<IAmazonDynamoDB>().Should().BeNull("the app's clients are its own");
    }

    /// <summary>Invokes the function as Lambda does: JSON in, JSON out.</summary>
    private static async Task<JsonObject> InvokeAsync(World world, string input)
    {
        var function = ActivatorUtilities.CreateInstance<AccessTokenFunction>(world.Services);
        var request = JsonSerializer.Deserialize(input, LambdaEventJson.Default.AccessTokenRequest)!;
        var answer = await function.AccessToken(request, new LocalLambdaContext("AccessToken", "request", TimeProvider.System));
        return JsonNode.Parse(JsonSerializer.Serialize(answer, LambdaEventJson.Default.AccessTokenAnswer))!.AsObject();
    }

    private static string Token(JsonObject answer) => answer["accessToken"]!.GetValue<string>();

    private static void ShouldFail(JsonObject answer, string error, int? retryAfter)
    {
        answer["error"]!.GetValue<string>().Should().Be(error);
        answer["detail"]!.GetValue<string>().Should().NotBeEmpty();
        answer["retryAfter"]?.GetValue<int>().Should().Be(retryAfter);
        answer.ContainsKey("accessToken").Should().BeFalse();
    }
}
