using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace MiniLogin.Tests.Running;

[Slow]
public sealed class PlaygroundCommandTests
{
    private const string OtherSecret = "fedcba9876543210fedcba9876543210";

    [Fact]
    public async Task Help_lists_every_option()
    {
        var (exitCode, output) = await PlaygroundProcess.RunAsync("--help");

        exitCode.Should().Be(0);
        output.Should().ContainAll("--urls", "--host", "--dynamodb", "--wechat", "--app", "MINILOGIN_APP_SECRET", "--no-console", "--link-by-unionid", "http://localhost:5080", "Requires --app");
    }

    [Theory]
    [InlineData("--dynamodb", "localhost:8000")]
    [InlineData("--urls", "nonsense")]
    [InlineData("--app", "wx123")]
    [InlineData("--host", "http://my-computer.local")]
    [InlineData("--wechat", "https://api.weixin.qq.com")]
    [InlineData("--nonsense", "x")]
    public async Task A_wrong_option_is_reported(string option, string value)
    {
        var (exitCode, output) = await PlaygroundProcess.RunAsync(option, value);

        exitCode.Should().Be(1);
        output.Should().Contain(option);
    }

    [Fact]
    public async Task An_AppSecret_on_the_command_line_is_refused_and_not_repeated()
    {
        var (exitCode, output) = await PlaygroundProcess.RunAsync("--app", $"{World.AppId}:{World.AppSecret}");

        exitCode.Should().Be(1);
        output.Should().ContainAll("Never put the AppSecret on the command line", "MINILOGIN_APP_SECRET").And.NotContain(World.AppSecret);
    }

    [Theory]
    [InlineData(OtherSecret, null)]
    [InlineData(null, OtherSecret)]
    public async Task The_AppSecret_comes_from_the_environment_or_stdin(string? variable, string? input)
    {
        // The first Playground is the WeChat of the second, and knows the app with its default AppSecret only.
        await using var weChat = await PlaygroundProcess.StartAsync();
        await using var right = await PlaygroundProcess.StartWithSecretAsync(null, variable is null ? null : World.AppSecret, input is null ? null : World.AppSecret, "--app", World.AppId, "--wechat", weChat.Address);
        await using var wrong = await PlaygroundProcess.StartWithSecretAsync(null, variable, input, "--app", World.AppId, "--wechat", weChat.Address);
        var code = await PostAsync(weChat, "/playground/wx/login", new { user = "lilei" });

        using var refused = await wrong.Http.PostAsJsonAsync("/login", new { code = code["code"]!.GetValue<string>() }, TestContext.Current.CancellationToken);

        (await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain("app_misconfigured", "it sent the other AppSecret");
        (await PostAsync(right, "/login", new { code = code["code"]!.GetValue<string>() }))["token"].Should().NotBeNull();
        (right.Output + wrong.Output).Should().NotContain(World.AppSecret).And.NotContain(OtherSecret);
    }

    [Fact]
    public async Task A_missing_AppSecret_of_the_real_WeChat_is_reported()
    {
        var (exitCode, output) = await PlaygroundProcess.RunAsync("--app", World.AppId, "--wechat", "https://api.weixin.qq.com");

        exitCode.Should().Be(1);
        output.Should().ContainAll("AppSecret", "MINILOGIN_APP_SECRET", "stdin");
    }

    [Fact]
    public async Task A_name_of_this_machine_can_be_allowed()
    {
        await using var playground = await PlaygroundProcess.StartAsync("--host", "tunnel.example", "--host", "my-computer.local", "--urls", $"http://127.0.0.1:0;http://named.example:{DynamoDBServer.FreePort()}");

        foreach (var (host, status) in new[] { ("tunnel.example", 200), ("MY-COMPUTER.local:5080", 200), ("named.example", 200), ("evil.tunnel.example", 421), ("evil.example", 421) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/");
            request.Headers.Host = host;
            ((int)(await playground.Http.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode).Should().Be(status, host);
        }
    }

    [Fact]
    public async Task An_unreachable_DynamoDB_is_reported()
    {
        var (exitCode, output) = await PlaygroundProcess.RunAsync("--urls", "http://127.0.0.1:0", "--dynamodb", $"http://127.0.0.1:{DynamoDBServer.FreePort()}");

        exitCode.Should().Be(1);
        output.Should().Contain("cannot start").And.Contain("DynamoDB");
    }

    [Fact]
    public async Task The_Playground_stops_cleanly_when_interrupted()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Sends the signal of a Unix terminal.");
        await using var playground = await PlaygroundProcess.StartAsync();
        await LogInAsync(playground);

        (await playground.InterruptAsync()).Should().Be(0, playground.Output);
    }

    [Fact]
    public async Task A_restart_with_DynamoDB_keeps_the_sessions()
    {
        var url = DynamoDBServer.Url;
        string token;
        await using (var before = await PlaygroundProcess.StartAsync("--dynamodb", url))
        {
            before.Output.Should().Contain($"in the DynamoDB at {url}");
            token = await LogInAsync(before);
        }

        await using var after = await PlaygroundProcess.StartAsync("--dynamodb", url);

        (await ShowSessionAsync(after, token)).StatusCode.Should().Be(System.Net.HttpStatusCode.OK);
        using var client = new AmazonDynamoDBClient(new BasicAWSCredentials("local", "local"), new AmazonDynamoDBConfig { ServiceURL = url, AuthenticationRegion = "us-east-1" });
        var ttl = await client.DescribeTimeToLiveAsync(new DescribeTimeToLiveRequest { TableName = new MiniLoginOptions().SessionsTable }, TestContext.Current.CancellationToken);
        ttl.TimeToLiveDescription.AttributeName.Should().Be("expiresAt");
    }

    [Fact]
    public async Task Moving_the_clock_expires_a_session()
    {
        await using var playground = await PlaygroundProcess.StartAsync();
        var token = await LogInAsync(playground);

        using var moved = await playground.Http.PostAsJsonAsync("/playground/clock", new { advanceSeconds = 8 * 86400 }, TestContext.Current.CancellationToken);

        moved.EnsureSuccessStatusCode();
        (await ShowSessionAsync(playground, token)).StatusCode.Should().Be(System.Net.HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_console_is_served_and_other_sites_cannot_use_its_API()
    {
        await using var playground = await PlaygroundProcess.StartAsync();

        var page = await playground.Http.GetAsync("/", TestContext.Current.CancellationToken);
        page.Content.Headers.ContentType!.MediaType.Should().Be("text/html");
        (await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain("MiniLogin");

        using var foreign = new HttpRequestMessage(HttpMethod.Post, "/playground/clock") { Content = JsonContent.Create(new { advanceSeconds = 1 }) };
        foreign.Headers.Add("Origin", "https://example.com");
        (await playground.Http.SendAsync(foreign, TestContext.Current.CancellationToken)).StatusCode.Should().Be(System.Net.HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Everything_but_the_console_works_without_it()
    {
        await using var playground = await PlaygroundProcess.StartAsync("--no-console");

        (await ShowSessionAsync(playground, await LogInAsync(playground))).StatusCode.Should().Be(System.Net.HttpStatusCode.OK);
        foreach (var path in new[] { "/", "/console/main.js", "/playground/calls", "/playground/sessions" })
        {
            (await playground.Http.GetAsync(path, TestContext.Current.CancellationToken)).StatusCode.Should().Be(System.Net.HttpStatusCode.NotFound, path);
        }
    }

    private static async Task<string> LogInAsync(PlaygroundProcess playground)
    {
        var code = await PostAsync(playground, "/playground/wx/login", new { user = "lilei" });
        var login = await PostAsync(playground, "/login", new { code = code["code"]!.GetValue<string>() });
        return login["token"]!.GetValue<string>();
    }

    private static async Task<JsonNode> PostAsync(PlaygroundProcess playground, string path, object body)
    {
        using var response = await playground.Http.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.IsSuccessStatusCode.Should().BeTrue(text);
        return JsonNode.Parse(text)!;
    }

    private static Task<HttpResponseMessage> ShowSessionAsync(PlaygroundProcess playground, string token)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/session");
        request.Headers.Authorization = new("Bearer", token);
        return playground.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
