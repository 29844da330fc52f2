using MiniLogin.Playground.Mock;

namespace MiniLogin.Tests.Running;

/// <summary>The mock stage: the same contract, but every code logs in.</summary>
[Slow]
public sealed class MockStageTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private MockWeChat? _weChat;
    private Microsoft.AspNetCore.Builder.WebApplication? _app;

    public async ValueTask InitializeAsync()
    {
        _weChat = await MockWeChat.StartAsync();
        _app = MockStage.CreateLocal(new("http://127.0.0.1:0", World.AppId, World.AppSecret), _weChat);
        await _app.StartAsync(TestContext.Current.CancellationToken);
        _http.BaseAddress = new(_app.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app!.DisposeAsync();
        await _weChat!.DisposeAsync();
    }

    [Fact]
    public async Task Every_code_can_log_in_repeatedly()
    {
        var first = (await LogInAsync("whatever-the-phone-got")).Ok();
        var second = (await LogInAsync("whatever-the-phone-got")).Ok();

        second.Json["user"]!.ToJsonString().Should().Be(first.Json["user"]!.ToJsonString());
        (await SendAsync(HttpMethod.Get, "/session", first.Text("token"))).Ok();
        (await SendAsync(HttpMethod.Get, "/user", second.Text("token"))).Ok();
        ((int)(await SendAsync(HttpMethod.Delete, "/session", second.Text("token"))).Status).Should().Be(204);
        (await SendAsync(HttpMethod.Get, "/session", second.Text("token"))).ShouldFail(401, "session_invalid");
    }

    [Fact]
    public async Task The_code_of_a_DevTools_guest_can_log_in()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login") { Content = System.Net.Http.Json.JsonContent.Create(new { code = "the code is a mock one" }) };
        request.Headers.Add("Referer", "https://servicewechat.com/touristappid/devtools/page-frame.html");

        (await Reply.OfAsync(_http, request)).Ok();
    }

    [Fact]
    public async Task A_code_can_name_a_simulated_user_or_a_failure()
    {
        var lilei = (await LogInAsync("mock-lilei")).Ok().Json["user"]!["openId"]!.GetValue<string>();
        var ajie = (await LogInAsync("mock-ajie")).Ok().Json["user"]!.AsObject();

        ajie["openId"]!.GetValue<string>().Should().NotBe(lilei);
        ajie.ContainsKey("unionId").Should().BeFalse();
        (await LogInAsync("mock-laowang")).ShouldFail(403, "user_blocked");
        (await LogInAsync("mock-40029")).ShouldFail(401, "code_rejected");
        (await LogInAsync("mock-45011")).ShouldFail(429, "wechat_quota");
        (await LogInAsync("mock--1")).ShouldFail(503, "wechat_unavailable");
    }

    [Fact]
    public async Task Every_code_can_log_in_to_any_app_of_WeCom()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login") { Content = System.Net.Http.Json.JsonContent.Create(new { code = "mock-lilei", appId = "ww17f8d10783494584/1000044" }) };

        (await Reply.OfAsync(_http, request)).Ok().Json["user"]!["unionId"]!.GetValue<string>().Should().Be("ww17f8d10783494584#lilei");
    }

    [Fact]
    public async Task It_has_no_third_party_platform()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/wechat/component") { Content = new StringContent("<xml/>") };

        (await Reply.OfAsync(_http, request)).ShouldFail(404, "component_off");
    }

    [Fact]
    public async Task Any_code_can_bind_a_phone_number()
    {
        var token = (await LogInAsync("mock-lilei")).Ok().Text("token");

        (await BindPhoneAsync("whatever-the-button-gave")).Ok().Text("phoneNumber").Should().Be("13800138000");
        (await BindPhoneAsync("mock-lilei")).Ok().Text("phoneNumber").Should().Be("13900139000");
        (await BindPhoneAsync("mock-40029")).ShouldFail(401, "code_rejected");

        Task<Reply> BindPhoneAsync(string code)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/session/phone") { Content = System.Net.Http.Json.JsonContent.Create(new { code }) };
            request.Headers.Authorization = new("Bearer", token);
            return Reply.OfAsync(_http, request);
        }
    }

    [Fact]
    public async Task The_mock_accepts_every_mini_program()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/login");
        request.Headers.Add("X-WX-Code", "anything");
        request.Headers.Add("Referer", "https://servicewechat.com/wx00000000000000ff/devtools/page-frame.html");

        (await Reply.OfAsync(_http, request)).Ok().Body.Should().Contain("\"skey\"");
    }

    [Fact]
    public async Task Every_answer_is_marked_as_a_mock()
    {
        var answers = new[]
        {
            await LogInAsync("anything"),
            await LogInAsync(""),
            await LogInAsync("mock-40029"),
            await SendAsync(HttpMethod.Get, "/session", "garbage"),
            await SendAsync(HttpMethod.Get, "/nothing", null),
        };

        answers.Should().OnlyContain(a => a.Headers.ContainsKey("MiniLogin-Mock"));
    }

    [Theory]
    [InlineData("127.0.0.1:5080", 404)]
    [InlineData("localhost", 404)]
    [InlineData("evil.example", 421)]
    public async Task A_local_mock_accepts_the_same_hosts_as_the_Playground(string host, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nothing");
        request.Headers.Host = host;

        var reply = await Reply.OfAsync(_http, request);

        ((int)reply.Status).Should().Be(status);
        reply.Headers.Should().ContainKey("MiniLogin-Mock");
    }

    [Fact]
    public async Task A_deployed_mock_accepts_the_domain_of_its_API()
    {
        await using var app = MockStage.CreateDeployed(_weChat!);
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = new(app.Urls.First()) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nothing");
        request.Headers.Host = "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com";

        (await Reply.OfAsync(http, request)).Status.Should().Be(System.Net.HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Mock_mode_is_an_option_of_the_Playground()
    {
        var (_, output) = await PlaygroundProcess.RunAsync("--help");

        output.Should().Contain("--mock");
    }

    private Task<Reply> LogInAsync(string code) => Reply.OfAsync(_http, new HttpRequestMessage(HttpMethod.Post, "/login") { Content = System.Net.Http.Json.JsonContent.Create(new { code }) });

    private Task<Reply> SendAsync(HttpMethod method, string path, string? token)
    {
        var request = new HttpRequestMessage(method, path);
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        return Reply.OfAsync(_http, request);
    }
}
