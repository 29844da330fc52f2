using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Apps;
using MiniLogin.Aws;
using MiniLogin.Functions;
using MiniLogin.Functions.Login;
using MiniLogin.Functions.Sessions;
using MiniLogin.Playground.Gateway;
using MiniLogin.Playground.Kms;
using MiniLogin.Secrets;
using MiniLogin.Tests.Commands;

namespace MiniLogin.Tests.Running;

/// <summary>
/// The Playground with a DynamoDB API server, as used by <c>sam local</c> and <c>minilogin</c>: functions in another process
/// find tables, app, KMS and WeChat there.
/// </summary>
[Slow]
public sealed class LocalStackTests : IDisposable
{
    private const string OtherSecret = "fedcba9876543210fedcba9876543210";

    private readonly string _tables = PlaygroundProcess.NewTables();
    private readonly AmazonDynamoDBClient _dynamoDB = new(new BasicAWSCredentials("local", "local"), new AmazonDynamoDBConfig { ServiceURL = DynamoDBServer.Url, AuthenticationRegion = "us-east-1" });

    private AppTable Apps => new(_dynamoDB, new() { AppsTable = $"{_tables}-apps" });

    public void Dispose() => _dynamoDB.Dispose();

    [Fact]
    public async Task Functions_with_the_variables_of_a_local_run_can_log_in()
    {
        await using var playground = await StartAsync();
        await using var functions = Functions(playground);

        var login = await ActivatorUtilities.CreateInstance<LoginFunctions>(functions).Login(await EventAsync(playground, "login"), Context("Login"));
        var shown = await ActivatorUtilities.CreateInstance<SessionFunctions>(functions).ShowSession(await EventAsync(playground, "show-session"), Context("ShowSession"));

        login.StatusCode.Should().Be(200, login.Body);
        JsonNode.Parse(login.Body)!["token"]!.GetValue<string>().Should().NotBeEmpty();
        shown.StatusCode.Should().Be(200, shown.Body);
    }

    [Fact]
    public async Task The_banner_names_the_app_row_and_the_KMS()
    {
        await using (var first = await StartAsync())
        {
            first.Output.Should().Contain($"App row    written to {_tables}-apps").And.Contain($"KMS        simulated at {first.Address}, with the key {LocalKmsKey.Alias}");
        }

        await using var again = await StartAsync();

        again.Output.Should().Contain($"App row    already in {_tables}-apps").And.NotContain("on the network");
    }

    [Fact]
    public async Task The_banner_warns_when_the_network_can_reach_the_Playground()
    {
        await using var playground = await PlaygroundProcess.StartOnAsync(_tables, "--urls", "http://*:0");

        playground.Output.Should().Contain("http://localhost:").And.Contain("Everyone on the network can reach this.");
        var isOnNetwork = NetworkInterface.GetAllNetworkInterfaces().Where(n => n.OperationalStatus == OperationalStatus.Up).SelectMany(n => n.GetIPProperties().UnicastAddresses).Any(a => a.Address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a.Address));
        playground.Output.Contains("A phone on the network uses http://", StringComparison.Ordinal).Should().Be(isOnNetwork);
    }

    [Fact]
    public async Task The_minilogin_command_works_against_the_Playground()
    {
        await using var playground = await StartAsync();
        await using var functions = Functions(playground);

        (await RunAsync(playground, "apps list")).Should(0).Output.Should().Contain(World.AppId);
        (await RunAsync(playground, "doctor")).Should(0).Output.Should().Contain($"WeChat accepts the credentials of {World.AppId}").And.NotContain("failed");
        (await RunAsync(playground, $"apps rotate-keys {World.AppId} --yes")).Should(0);
        (await RunAsync(playground, $"apps add wxfedcba9876543210 --name Other --key-id {LocalKmsKey.Alias}", OtherSecret)).Should(0);
        (await RunAsync(playground, "doctor --app wxfedcba9876543210")).Should(1).Output.Should().Contain("Credentials of wxfedcba9876543210").And.Contain("40013");
        (await RunAsync(playground, "apps add wx00000000000000ff --name Other --key-id alias/none", OtherSecret)).Should(1, "NotFoundException");
        (await RunAsync(playground, $"apps rotate-secret {World.AppId} --yes", OtherSecret)).Should(1, "40125");
        (await RunAsync(playground, $"apps rotate-secret {World.AppId} --yes", World.AppSecret)).Should(0);

        var login = await ActivatorUtilities.CreateInstance<LoginFunctions>(functions).Login(await EventAsync(playground, "login"), Context("Login"));
        login.StatusCode.Should().Be(200, login.Body);
    }

    [Fact]
    public async Task A_restart_with_another_AppSecret_keeps_the_sessions_and_keys()
    {
        JsonObject shown;
        await using (var before = await StartAsync())
        {
            shown = JsonNode.Parse(await before.Http.GetStringAsync("/playground/events/show-session", TestContext.Current.CancellationToken))!.AsObject();
            (await RunAsync(before, $"apps rotate-keys {World.AppId} --yes")).Should(0);
        }

        var keys = await CredentialsAsync();
        await using var after = await PlaygroundProcess.StartWithSecretAsync(_tables, OtherSecret, input: null, "--dynamodb", DynamoDBServer.Url, "--app", World.AppId);

        after.Output.Should().Contain($"App row    AppSecret replaced in {_tables}-apps");
        var credentials = await CredentialsAsync();
        credentials.AppSecret.Should().Be(OtherSecret);
        credentials.TokenKeys.Select(k => k.Id).Should().Equal(keys.TokenKeys.Select(k => k.Id)).And.HaveCount(2);
        await using var functions = Functions(after);
        (await ActivatorUtilities.CreateInstance<SessionFunctions>(functions).ShowSession(Read(shown.ToJsonString()), Context("ShowSession"))).StatusCode.Should().Be(200);
        var login = await ActivatorUtilities.CreateInstance<LoginFunctions>(functions).Login(await EventAsync(after, "login"), Context("Login"));
        login.StatusCode.Should().Be(200, login.Body);
    }

    [Theory]
    [InlineData("real")]
    [InlineData("other app")]
    [InlineData("none")]
    public async Task An_app_row_not_encrypted_by_a_Playground_is_never_overwritten(string credentials)
    {
        await using (await StartAsync())
        {
        }

        var row = new Dictionary<string, AttributeValue> { ["appId"] = new(World.AppId), ["name"] = new("The real one"), ["enabled"] = new() { BOOL = true } };
        if (credentials != "none")
        {
            // Real KMS ciphertexts begin with these bytes. The other ciphertext is from the simulated KMS, copied from another row.
            row["credentials"] = ItemValue.From(credentials == "real" ? [1, 2, 2, 0, 120, .. new byte[200]] : LocalKmsKey.Encrypt("{}"u8, new Dictionary<string, string> { ["appId"] = "wxfedcba9876543210" }));
        }

        await _dynamoDB.PutItemAsync($"{_tables}-apps", row, TestContext.Current.CancellationToken);

        var (exitCode, output) = await PlaygroundProcess.RunOnAsync(_tables, "--urls", "http://127.0.0.1:0", "--dynamodb", DynamoDBServer.Url);

        exitCode.Should().Be(1);
        output.Trim().Split('\n').Should().ContainSingle().Which.Should().ContainAll("cannot start", $"{_tables}-apps", World.AppId, "It was not changed", "--app", "MiniLogin__AppsTable");
        var now = (await _dynamoDB.GetItemAsync($"{_tables}-apps", new() { ["appId"] = new(World.AppId) }, true, TestContext.Current.CancellationToken)).Item;
        now.Should().HaveCount(row.Count);
        now["name"].S.Should().Be("The real one");
        now.GetValueOrDefault("credentials")?.B.ToArray().Should().Equal(row["credentials"].B.ToArray());
    }

    [Fact]
    public async Task Two_Playgrounds_can_start_at_the_same_time()
    {
        var started = await Task.WhenAll(StartAsync(), StartAsync());

        foreach (var playground in started)
        {
            await using var functions = Functions(playground);
            (await ActivatorUtilities.CreateInstance<LoginFunctions>(functions).Login(await EventAsync(playground, "login"), Context("Login"))).StatusCode.Should().Be(200);
        }

        foreach (var playground in started)
        {
            await playground.DisposeAsync();
        }
    }

    private Task<PlaygroundProcess> StartAsync(params string[] arguments) =>
        PlaygroundProcess.StartOnAsync(_tables, ["--dynamodb", DynamoDBServer.Url, .. arguments]);

    /// <summary>Functions in their own container, with the settings of events/env.json.</summary>
    private ServiceProvider Functions(PlaygroundProcess playground)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "events", "env.json"))
            .Replace("http://host.docker.internal:5080", playground.Address, StringComparison.Ordinal)
            .Replace("http://host.docker.internal:8000", DynamoDBServer.Url, StringComparison.Ordinal)
            .Replace("\"minilogin-", $"\"{_tables}-", StringComparison.Ordinal);
        var variables = JsonNode.Parse(text)!["Parameters"]!.AsObject().ToDictionary(v => v.Key.Replace("__", ":", StringComparison.Ordinal), v => (string?)v.Value!.GetValue<string>());
        var services = new ServiceCollection();
        Startup.Configure(services, new ConfigurationBuilder().AddInMemoryCollection(variables).Build().GetSection(MiniLoginOptions.Section).Get<MiniLoginOptions>()!);
        return services.BuildServiceProvider();
    }

    private Task<Ran> RunAsync(PlaygroundProcess playground, string command, string? input = null) => Operator.RunAnywhereAsync(
        [
            .. command.Split(' '), "--endpoint-url", DynamoDBServer.Url, "--kms-endpoint-url", playground.Address, "--wechat-url", playground.Address,
            "--sessions-table", $"{_tables}-sessions", "--users-table", $"{_tables}-users", "--apps-table", $"{_tables}-apps", "--deletions-table", $"{_tables}-deletions",
        ],
        input);

    private async Task<AppCredentials> CredentialsAsync()
    {
        var row = await Apps.FindAsync(World.App, consistent: true, TestContext.Current.CancellationToken);
        var json = LocalKmsKey.Decrypt(row!.Credentials, new Dictionary<string, string> { ["appId"] = World.AppId })!;
        return AppCredentialsDocument.Read(World.AppId, json);
    }

    private static async Task<APIGatewayHttpApiV2ProxyRequest> EventAsync(PlaygroundProcess playground, string name) =>
        Read(await playground.Http.GetStringAsync($"/playground/events/{name}", TestContext.Current.CancellationToken));

    private static APIGatewayHttpApiV2ProxyRequest Read(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return new SourceGeneratorLambdaJsonSerializer<LambdaEventJson>().Deserialize<APIGatewayHttpApiV2ProxyRequest>(stream);
    }

    private static LocalLambdaContext Context(string function) => new(function, "request", TimeProvider.System);
}
