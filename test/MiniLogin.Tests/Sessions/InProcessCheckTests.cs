using Amazon.DynamoDBv2;
using Amazon.KeyManagementService;
using Amazon.Runtime;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Aws;
using MiniLogin.Sessions;
using MiniLogin.Tests.Template;
using MiniLogin.Users;

namespace MiniLogin.Tests.Sessions;

/// <summary><c>AddMiniLoginSessions</c>: an app checks the sessions of a stack in its own functions.</summary>
public sealed class InProcessCheckTests
{
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_of_the_stack_is_checked_in_the_process_of_an_app()
    {
        await using var world = await StartAsync();
        var token = await world.TokenAsync();
        await using var app = App(world);
        var sessions = app.GetRequiredService<SessionService>();

        (await sessions.ValidateAsync(SessionToken.Parse(token), _cancel)).Should().BeOfType<SessionCheck.Valid>().Which.Session.UserKey.Should().Be(World.UserKey("lilei"));
        (await sessions.ValidateAsync(SessionToken.Parse($"{token[..17]}{new string('A', 43)}"), _cancel)).Should().BeOfType<SessionCheck.Invalid>();
        (await world.LogOutAsync(token)).Status.Should().Be(System.Net.HttpStatusCode.NoContent);
        (await sessions.ValidateAsync(SessionToken.Parse(token), _cancel)).Should().BeOfType<SessionCheck.Invalid>();
    }

    [Fact]
    public async Task The_checks_of_an_app_make_exactly_the_calls_that_its_policy_allows()
    {
        var recorded = new RecordedCalls();
        await using var world = await StartAsync();
        var (token, stray) = (await world.TokenAsync(), await world.TokenAsync("meimei"));
        await world.Services.GetRequiredService<IUserStore>().DeleteAsync(World.UserKey("meimei"), world.Now.AddDays(1), _cancel);
        world.Pass(TimeSpan.FromMinutes(61));
        await using var app = App(world, services => services.AddKeyedSingleton<IAmazonDynamoDB>(MiniLoginServices.SessionsKey, (_, _) => new AmazonDynamoDBClient(
            new BasicAWSCredentials("local", "local"), new AmazonDynamoDBConfig { ServiceURL = DynamoDBServer.Url, AuthenticationRegion = "us-east-1", HttpClientFactory = recorded })));
        var sessions = app.GetRequiredService<SessionService>();

        (await sessions.ValidateAsync(SessionToken.Parse(token), _cancel)).Should().BeOfType<SessionCheck.Valid>().Which.Session.LastSeenAt.Should().BeCloseTo(world.Now, TimeSpan.FromSeconds(30));
        (await sessions.ValidateAsync(SessionToken.Parse(stray), _cancel)).Should().BeOfType<SessionCheck.Invalid>();

        var statements = Deployment.With().Properties("CheckSessionPolicy")["PolicyDocument"]!["Statement"]!.AsArray();
        recorded.Calls.Where(call => !statements.Any(statement => StackPolicy.Allows(statement!, call))).Should().BeEmpty();
        statements.Should().OnlyContain(statement => recorded.Calls.Any(call => StackPolicy.Allows(statement!, call)), "it allows nothing else");
        recorded.Calls.Where(call => call.Action == "dynamodb:UpdateItem").Should().HaveCount(2).And.OnlyContain(call => call.Attributes.Order().SequenceEqual(new[] { "endsAt", "expiresAt", "id", "lastSeenAt" }));
        (await world.ShowSessionAsync(stray)).ShouldFail(401, "session_invalid");
    }

    [Theory]
    [InlineData(true, "session_of_disabled_app")]
    [InlineData(false, "session_of_unknown_app")]
    public async Task A_disabled_and_an_unknown_app_differ_only_in_the_log(bool isRegistered, string happened)
    {
        await using var world = await StartAsync(enabled: isRegistered ? false : null);
        var logs = new LogCollector();
        var token = await world.TokenAsync();
        await using var app = App(world, services => services.AddLogging(logging => logging.AddProvider(logs)));

        (await app.GetRequiredService<SessionService>().ValidateAsync(SessionToken.Parse(token), _cancel)).Should().Be(new SessionCheck.Invalid());

        logs.Lines.Should().ContainSingle().Which.Should().Contain($" Event={happened}").And.Contain(token[..16]).And.Contain(World.AppId);
    }

    [Fact]
    public void Nothing_but_the_check_is_added()
    {
        var services = new ServiceCollection().AddMiniLoginSessions(new());

        services.Where(s => s.ServiceType.Namespace?.StartsWith("Microsoft.Extensions", StringComparison.Ordinal) == false).Select(s => (s.ServiceType, s.ServiceKey)).Should().BeEquivalentTo<(Type, object?)>(
            [(typeof(TimeProvider), null), (typeof(AwsConnections), null), (typeof(IAmazonDynamoDB), MiniLoginServices.SessionsKey), (typeof(SessionService), null)]);
        using var provider = services.BuildServiceProvider();
        provider.GetService<IAmazonDynamoDB>().Should().BeNull();
        provider.GetService<IAmazonKeyManagementService>().Should().BeNull();
        provider.GetService<IAmazonS3>().Should().BeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_app_keeps_its_own_clock_logging_and_DynamoDB_client(bool isFirst)
    {
        using var own = new AmazonDynamoDBClient(new BasicAWSCredentials("own", "own"), new AmazonDynamoDBConfig { ServiceURL = "http://127.0.0.1:1" });
        var clock = new OwnClock();
        var logs = new LogCollector();
        var services = new ServiceCollection();
        if (isFirst)
        {
            AddOwn();
        }

        services.AddMiniLoginSessions(new() { DynamoDBUrl = "http://127.0.0.1:2" });
        if (!isFirst)
        {
            AddOwn();
        }

        using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<SessionService>().Should().NotBeNull();
        provider.GetRequiredService<IAmazonDynamoDB>().Should().BeSameAs(own);
        provider.GetRequiredKeyedService<IAmazonDynamoDB>(MiniLoginServices.SessionsKey).Config.ServiceURL.Should().StartWith("http://127.0.0.1:2");
        provider.GetRequiredService<TimeProvider>().Should().BeSameAs(clock);
        provider.GetRequiredService<ILogger<InProcessCheckTests>>().LogInformation("own");
        logs.Lines.Should().ContainSingle();

        void AddOwn() => services.AddSingleton<IAmazonDynamoDB>(own).AddSingleton<TimeProvider>(clock).AddLogging(logging => logging.AddProvider(logs));
    }

    [Fact]
    public void All_of_MiniLogin_beside_it_is_used_instead()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddMiniLogin(new() { DynamoDBUrl = "http://127.0.0.1:2", KmsUrl = "http://127.0.0.1:2" }).AddMiniLoginSessions(new());

        services.Where(s => s.ServiceType == typeof(SessionService)).Should().ContainSingle();
    }

    /// <param name="enabled">Whether the app in the table is enabled; null for no app.</param>
    private async Task<World> StartAsync(bool? enabled = true)
    {
        var world = await World.StartAsync(Store.DynamoDB);
        if (enabled is { } value)
        {
            await new AppTable(world.Services.GetRequiredService<IAmazonDynamoDB>(), world.Options).AddAsync(new(World.App, "Shop", value), [1], world.Now, _cancel);
        }

        return world;
    }

    /// <summary>The container of an app, with the clock of the world.</summary>
    private static ServiceProvider App(World world, Action<IServiceCollection>? configure = null)
    {
        var services = new ServiceCollection().AddSingleton(world.Services.GetRequiredService<TimeProvider>()).AddMiniLoginSessions(new()
        {
            SessionsTable = world.Options.SessionsTable,
            UsersTable = world.Options.UsersTable,
            AppsTable = world.Options.AppsTable,
            DynamoDBUrl = DynamoDBServer.Url,
        });
        configure?.Invoke(services);
        return services.BuildServiceProvider();
    }

    private sealed class OwnClock : TimeProvider;
}
