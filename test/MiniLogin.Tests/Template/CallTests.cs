using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.KeyManagementService;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Runtime;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Functions;
using MiniLogin.Functions.Apps;
using MiniLogin.Functions.Sessions;
using MiniLogin.Playground;
using MiniLogin.Playground.Gateway;
using MiniLogin.Tests.Avatars;
using MiniLogin.Users;
using MiniLogin.WeChat;

namespace MiniLogin.Tests.Template;

/// <summary>
/// Compares the permissions of every role with the calls that its function makes. Each function is called in every way that
/// makes another call to AWS, on DynamoDB, KMS and S3 API servers.
/// </summary>
[Slow]
public sealed class CallTests
{
    private static readonly TimeSpan AppCacheTime = TimeSpan.FromSeconds(61);
    private static readonly TimeSpan ExtensionInterval = TimeSpan.FromMinutes(61);

    private static readonly Dictionary<string, Func<World, Func<Task>, Task>> Calls = new()
    {
        ["Login"] = async (world, record) =>
        {
            var token = await world.TokenAsync();
            await LogInUpToTheCapAsync(world);
            await MerchantAsync(world);
            await record();
            (await world.LogInToMerchantAsync(world.MerchantLogin())).Ok();
            var code = world.WxLogin();
            var phoneCode = world.WeChat.GetPhoneNumberCode(World.AppId, "lilei");
            (await world.SendAsync(HttpMethod.Post, "/login", new { code, phoneCode }, token)).Ok().Text("phone").Should().Be("bound");
            (await world.LogInAsync(code)).Ok();
            (await world.LogInToWeComAsync(world.QyLogin())).Ok();
        },
        ["WaferLogin"] = async (world, record) =>
        {
            var token = await world.TokenAsync();
            await LogInUpToTheCapAsync(world);
            await record();
            var code = world.WxLogin();
            (await SendAsync(world, HttpMethod.Get, "/login", code, token)).Ok();
            (await SendAsync(world, HttpMethod.Get, "/login", code, null)).Ok();
        },
        ["ShowSession"] = (world, record) => WithSessionAsync(world, record, HttpMethod.Get, "/session"),
        ["ShowUser"] = (world, record) => WithSessionAsync(world, record, HttpMethod.Get, "/user"),
        ["ListSessions"] = (world, record) => WithSessionAsync(world, record, HttpMethod.Get, "/sessions"),
        ["EndSession"] = async (world, record) =>
        {
            var other = await world.TokenAsync();
            await WithSessionAsync(world, record, HttpMethod.Delete, $"/sessions/{other.Split('.')[0]}");
        },
        ["EndSessions"] = (world, record) => WithSessionAsync(world, record, HttpMethod.Delete, "/sessions"),
        ["ExportUser"] = async (world, record) =>
        {
            var member = await MemberAsync(world);
            await WithSessionAsync(world, record, HttpMethod.Get, "/user/export", withCode: true);
            (await SendAsync(world, HttpMethod.Get, "/user/export", world.QyLogin(), member)).Ok();
        },
        ["DeleteUser"] = async (world, record) =>
        {
            var member = await MemberAsync(world);
            await UploadAsync(world, await world.TokenAsync(), Pictures.Png());
            await WithSessionAsync(world, record, HttpMethod.Delete, "/user", withCode: true);
            (await SendAsync(world, HttpMethod.Delete, "/user", world.QyLogin(), member)).Status.Should().Be(System.Net.HttpStatusCode.NoContent);
        },
        ["UpdateUser"] = async (world, record) =>
        {
            var token = await world.TokenAsync();
            await UploadAsync(world, token, Pictures.Png());
            world.Pass(ExtensionInterval);
            await record();
            (await world.SendAsync(HttpMethod.Put, "/user", new { avatarUrl = "https://example.com/a.png" }, token)).Ok();
        },
        ["UploadAvatar"] = async (world, record) =>
        {
            var token = await world.TokenAsync();
            await UploadAsync(world, token, Pictures.Png());
            world.Pass(ExtensionInterval);
            await record();
            await UploadAsync(world, token, Pictures.Jpeg());
        },
        ["ShowAvatar"] = async (world, record) =>
        {
            var url = await UploadAsync(world, await world.TokenAsync(), Pictures.Png());
            await record();
            (await world.SendAsync(HttpMethod.Get, new Uri(url).AbsolutePath)).Status.Should().Be(System.Net.HttpStatusCode.OK);
        },
        ["BindPhone"] = async (world, record) =>
        {
            var token = await world.TokenAsync();
            world.Pass(ExtensionInterval);
            await record();
            (await world.SendAsync(HttpMethod.Post, "/session/phone", new { code = world.WeChat.GetPhoneNumberCode(World.AppId, "lilei") }, token)).Ok();
        },
        ["LogOut"] = async (world, record) =>
        {
            var token = await world.TokenAsync();
            await record();
            ((int)(await world.LogOutAsync(token)).Status).Should().BeOneOf(200, 204);
        },
        ["AccessToken"] = async (world, record) =>
        {
            await record();
            (await ActivatorUtilities.CreateInstance<AccessTokenFunction>(world.Services).AccessToken(new(), new LocalLambdaContext("AccessToken", "request", TimeProvider.System))).ExpiresIn.Should().BeGreaterThan(300);
        },
        ["ComponentPush"] = async (world, record) =>
        {
            await ConfigurePlatformAsync(world);
            await record();
            await world.AuthorizeAsync();
            (await world.Push().AuthorizeAsync(Platform.Merchant, "Shop", TestContext.Current.CancellationToken)).Should().Be(200);
            (await world.Push().DeauthorizeAsync(Platform.Merchant, TestContext.Current.CancellationToken)).Should().Be(200);
        },
        ["Authorize"] = async (world, record) =>
        {
            var token = await world.TokenAsync();
            var stray = await StrayAsync(world);
            world.Pass(ExtensionInterval);
            await record();
            var authorizer = ActivatorUtilities.CreateInstance<AuthorizerFunction>(world.Services);
            (await IsAuthorizedAsync(token), await IsAuthorizedAsync(stray)).Should().Be((true, false));

            async Task<bool> IsAuthorizedAsync(string token) =>
                (await authorizer.Authorize(new APIGatewayCustomAuthorizerV2Request { Headers = new Dictionary<string, string> { ["authorization"] = $"Bearer {token}" } })).IsAuthorized;
        },
    };

    public static TheoryData<string> Functions => [.. TemplateFile.Functions];

    [Fact]
    public void Every_function_is_exercised() => Calls.Keys.Should().BeEquivalentTo(TemplateFile.Functions);

    [Theory]
    [MemberData(nameof(Functions))]
    public async Task A_role_allows_exactly_the_calls_that_its_function_makes(string function)
    {
        var recorded = new RecordedCalls();
        using var bucket = await PictureBucket.CreateAsync();
        await using var world = await World.StartAsync(Store.DynamoDB, new() { DefaultAppId = World.AppId, SessionsPerUser = 1, AvatarsBucket = bucket.Name }, services =>
        {
            services.AddSingleton<IAmazonDynamoDB>(_ => new AmazonDynamoDBClient(new BasicAWSCredentials("local", "local"), At(new AmazonDynamoDBConfig(), DynamoDBServer.Url, recorded)));
            services.AddSingleton<IAmazonKeyManagementService>(_ => new AmazonKeyManagementServiceClient(new BasicAWSCredentials("local", "local"), At(new AmazonKeyManagementServiceConfig(), KmsServer.Url, recorded)));
            services.AddSingleton<IAmazonS3>(_ => new AmazonS3Client(new BasicAWSCredentials("local", "local"), At(new AmazonS3Config { ForcePathStyle = true }, KmsServer.Url, recorded)));
            services.AddSingleton<IAppRegistry, DynamoDBAppRegistry>();
            services.AddSingleton<IAccessTokenStore, DynamoDBAccessTokenStore>();
        });
        using var apps = new RegisteredApps(world.Services.GetRequiredService<IAmazonDynamoDB>(), world.Services.GetRequiredService<MiniLoginOptions>().AppsTable);
        await RegisterAsync();

        await Calls[function](world, async () =>
        {
            // The app is registered again and its cache has expired, so that the function reads it as after a start.
            await RegisterAsync();
            world.Pass(AppCacheTime);
            recorded.Clear();
        });
        WarmUp(world, function);

        async Task RegisterAsync()
        {
            await apps.PutAsync(World.AppId, World.AppSecret);
            await apps.PutAsync(World.WeComAppId, PlaygroundSettings.WeComSecret, kind: "wecom");
        }

        // Without s3:ListBucket, S3 answers 403 instead of 404 for a missing picture. The code never lists.
        string[] never = function == "ShowAvatar" ? ["s3:ListBucket ${Avatars.Arn}"] : [];
        var statements = Statements(function).ToList();
        recorded.Calls.Where(call => !statements.Any(statement => StackPolicy.Allows(statement, call))).Should().BeEmpty("the role allows no other call");
        Allowed(statements).Distinct().Should().BeEquivalentTo([.. recorded.All, .. never]);
    }

    private static void WarmUp(World world, string function)
    {
        var services = new ServiceCollection();
        Startup.Configure(services, world.Services.GetRequiredService<MiniLoginOptions>() with { KmsUrl = KmsServer.Url, WeChatUrl = KmsServer.Url });
        services.AddLogging(logging => logging.ClearProviders());
        services.AddSingleton(world.Services.GetRequiredService<IAmazonDynamoDB>()).AddSingleton(world.Services.GetRequiredService<IAmazonKeyManagementService>());
        Startup.WarmUp(services, function);
    }

    private static IEnumerable<string> Allowed(IEnumerable<JsonNode> statements) =>
        from statement in statements
        from action in statement["Action"]!.AsArray()
        select $"{action} {(statement["Resource"] is JsonValue resource ? resource : throw new FormatException("Several resources in one statement."))}";

    private static IEnumerable<JsonNode> Statements(string function)
    {
        var deployment = Deployment.With();
        var role = deployment.Properties($"{function}Role");
        var shared = role["ManagedPolicyArns"]!.AsArray().Select(arn => arn!.GetValue<string>()).Where(arn => arn.StartsWith("${", StringComparison.Ordinal))
            .Select(reference => deployment.Properties(reference[2..^1])["PolicyDocument"]!);
        var own = (role["Policies"]?.AsArray() ?? []).Select(policy => policy!["PolicyDocument"]!);
        return shared.Concat(own).SelectMany(document => document["Statement"]!.AsArray()).Select(statement => statement!);
    }

    private static async Task WithSessionAsync(World world, Func<Task> record, HttpMethod method, string path, bool withCode = false)
    {
        var token = await world.TokenAsync();
        var stray = await StrayAsync(world);
        world.Pass(ExtensionInterval);
        await record();
        (await SendAsync(world, method, path, withCode ? world.WxLogin() : null, stray)).ShouldFail(401, "session_invalid");
        ((int)(await SendAsync(world, method, path, withCode ? world.WxLogin() : null, token)).Status).Should().BeOneOf(200, 204);
    }

    private static async Task ConfigurePlatformAsync(World world) =>
        await world.ConfigureAsync((await world.Services.GetRequiredService<IAmazonKeyManagementService>().CreateKeyAsync(new())).KeyMetadata.KeyId);

    /// <summary>A merchant, whose session it returns. The tokens of the platform and of the merchant have expired since.</summary>
    private static async Task<string> MerchantAsync(World world)
    {
        await ConfigurePlatformAsync(world);
        await world.AuthorizeAsync();
        var token = (await world.LogInToMerchantAsync(world.MerchantLogin())).Ok().Text("token");
        world.Pass(TimeSpan.FromHours(2));
        await world.PushTicketAsync();
        return token;
    }

    /// <summary>A session in WeCom. The access_token has expired since the login.</summary>
    private static async Task<string> MemberAsync(World world)
    {
        var token = (await world.LogInToWeComAsync(world.QyLogin())).Ok().Text("token");
        world.Pass(TimeSpan.FromHours(2));
        return token;
    }

    /// <summary>A session that a deletion of its user has missed. A check that notices it ends it.</summary>
    private static async Task<string> StrayAsync(World world)
    {
        var token = await world.TokenAsync("meimei");
        await world.Services.GetRequiredService<IUserStore>().DeleteAsync(World.UserKey("meimei"), world.Now.AddDays(1), TestContext.Current.CancellationToken);
        return token;
    }

    private static async Task<string> UploadAsync(World world, string token, byte[] picture)
    {
        var body = new ByteArrayContent(picture);
        body.Headers.ContentType = new("application/octet-stream");
        return (await world.SendAsync(HttpMethod.Post, "/user/avatar", body, token)).Ok().Text("avatarUrl");
    }

    /// <summary>Logs in eight times, so that the tenth login of the user ends the oldest sessions.</summary>
    private static async Task LogInUpToTheCapAsync(World world)
    {
        for (var login = 2; login < 10; login++)
        {
            await world.TokenAsync();
        }
    }

    private static Task<Reply> SendAsync(World world, HttpMethod method, string path, string? code, string? token) =>
        world.SendAsync(method, path, token: token, headers: code is null ? [] : [("X-WX-Code", code)]);

    private static T At<T>(T config, string url, RecordedCalls recorded)
        where T : ClientConfig
    {
        config.ServiceURL = url;
        config.AuthenticationRegion = "us-east-1";
        config.HttpClientFactory = recorded;
        return config;
    }
}
