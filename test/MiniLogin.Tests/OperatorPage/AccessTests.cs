using System.Net;
using System.Net.NetworkInformation;
using MiniLogin.Tests.Commands;

namespace MiniLogin.Tests.OperatorPage;

/// <summary>Who can use <c>minilogin console</c>: the browser that opened the printed address first, and no other site.</summary>
public sealed class AccessTests
{
    private static readonly string UserKey = World.UserKey("lilei").ToString();

    [Fact]
    public async Task The_address_works_once()
    {
        await using var console = await RunningConsole.StartAsync(["--endpoint-url", "http://127.0.0.1:1"]);

        using var first = await console.SendAsync("open", new { token = console.Token });
        using var second = await console.SendAsync("open", new { token = console.Token });

        first.StatusCode.Should().Be(HttpStatusCode.OK);
        first.Headers.GetValues("Set-Cookie").Single().ToLowerInvariant().Should().Contain("httponly").And.Contain("samesite=strict").And.Contain("path=/api/").And.NotContain(console.Token);
        second.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        second.Headers.Contains("Set-Cookie").Should().BeFalse();
        (await second.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain("address_used").And.Contain("Run the command again");
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    public async Task A_wrong_token_opens_nothing(string token)
    {
        await using var console = await RunningConsole.StartAsync(["--endpoint-url", "http://127.0.0.1:1"]);

        await console.CallAsync("open", new { token }, HttpStatusCode.Unauthorized);

        await console.OpenAsync();
        await console.CallAsync("state");
    }

    [Fact]
    public async Task A_call_needs_the_cookie_and_the_key_of_the_page()
    {
        await using var console = await RunningConsole.StartAsync(["--endpoint-url", "http://127.0.0.1:1"]);
        await console.CallAsync("state", null, HttpStatusCode.Unauthorized);
        await console.OpenAsync();
        var (cookie, key) = (console.Cookie, console.Key);

        foreach (var (wrongCookie, wrongKey) in new[] { ("", ""), (cookie, ""), ("", key), (cookie, "0123"), ($"{cookie.Split('=')[0]}=0123", key), ($"{cookie.Split('=')[0]}={key}", key) })
        {
            (console.Cookie, console.Key) = (wrongCookie, wrongKey);
            (await console.CallAsync("state", null, HttpStatusCode.Unauthorized))["code"]!.GetValue<string>().Should().Be("session_ended");
        }

        (console.Cookie, console.Key) = (cookie, key);
        await console.CallAsync("state");
    }

    [Theory]
    [InlineData("Host", "evil.example:{port}", 421)]
    [InlineData("Host", "127.0.0.1.nip.io:{port}", 421)]
    [InlineData("Host", "127.0.0.1:1", 421)]
    [InlineData("Host", "127.0.0.1", 421)]
    [InlineData("Host", "192.168.1.2:{port}", 421)]
    [InlineData("Origin", "http://evil.example", 403)]
    [InlineData("Origin", "http://evil.example:{port}", 403)]
    [InlineData("Origin", "http://127.0.0.1:1", 403)]
    [InlineData("Origin", "https://127.0.0.1:{port}", 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("Origin", null, 403)]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-site", 403)]
    public async Task Another_site_cannot_use_it_even_with_cookie_and_key(string header, string? value, int status)
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        await op.AddAppAsync();
        var token = await world.TokenAsync();
        await using var console = await (await RunningConsole.StartAsync(op.WithWhere([]), op.Clock)).OpenAsync();

        using var answer = await console.SendAsync("user-block", new { userKey = UserKey, confirm = UserKey }, request =>
        {
            request.Headers.Remove(header);
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(header, value.Replace("{port}", $"{console.Address.Port}", StringComparison.Ordinal));
            }
        });

        ((int)answer.StatusCode).Should().Be(status);
        answer.Headers.Contains("Access-Control-Allow-Origin").Should().BeFalse();
        (await world.ShowSessionAsync(token)).Ok();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("localhost")]
    public async Task Every_name_of_the_loopback_address_is_accepted(string host)
    {
        await using var console = await (await RunningConsole.StartAsync(["--endpoint-url", "http://127.0.0.1:1"])).OpenAsync();

        using var answer = await console.SendAsync("state", new { }, request =>
        {
            request.Headers.Host = $"{host}:{console.Address.Port}";
            request.Headers.Remove("Origin");
            request.Headers.Add("Origin", $"http://{host}:{console.Address.Port}");
        });

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("GET", 404)]
    [InlineData("PUT", 405)]
    [InlineData("DELETE", 405)]
    [InlineData("OPTIONS", 405)]
    public async Task A_call_is_a_POST_and_nothing_else(string method, int status)
    {
        await using var console = await (await RunningConsole.StartAsync(["--endpoint-url", "http://127.0.0.1:1"])).OpenAsync();

        foreach (var name in new[] { "open", "state", "apps", "user-block", "app-end-sessions" })
        {
            using var answer = await console.SendAsync(name, new { token = console.Token, userKey = UserKey, confirm = UserKey }, request => request.Method = new(method));
            ((int)answer.StatusCode).Should().Be(status, name);
        }
    }

    [Theory]
    [InlineData("script", "cross-site", 403)]
    [InlineData("iframe", "cross-site", 403)]
    [InlineData("script", "same-site", 403)]
    [InlineData("document", "cross-site", 200)]
    [InlineData("document", "none", 200)]
    [InlineData("script", "same-origin", 200)]
    public async Task A_file_is_not_for_other_sites_but_a_link_opens_the_page(string destination, string site, int status)
    {
        await using var console = await RunningConsole.StartAsync(["--endpoint-url", "http://127.0.0.1:1"]);
        using var request = new HttpRequestMessage(HttpMethod.Get, destination == "script" ? "/main.js" : "/");
        request.Headers.Add("Sec-Fetch-Dest", destination);
        request.Headers.Add("Sec-Fetch-Site", site);

        using var answer = await console.Http.SendAsync(request, TestContext.Current.CancellationToken);

        ((int)answer.StatusCode).Should().Be(status);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/main.js")]
    [InlineData("/console.css")]
    [InlineData("/favicon.svg")]
    [InlineData("/missing")]
    public async Task An_answer_cannot_be_framed_or_kept_and_loads_nothing_from_elsewhere(string path)
    {
        await using var console = await RunningConsole.StartAsync(["--endpoint-url", "http://127.0.0.1:1"]);

        using var answer = await console.Http.GetAsync(path, TestContext.Current.CancellationToken);

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.Should().Contain("default-src 'none'").And.Contain("frame-ancestors 'none'").And.Contain("form-action 'none'").And.Contain("base-uri 'none'").And.NotContain("http").And.NotContain("unsafe").And.NotContain("*");
        answer.Headers.GetValues("Cache-Control").Single().Should().Be("no-store");
        answer.Headers.GetValues("X-Frame-Options").Single().Should().Be("DENY");
        answer.Headers.GetValues("Referrer-Policy").Single().Should().Be("no-referrer");
        answer.Headers.GetValues("Cross-Origin-Resource-Policy").Single().Should().Be("same-origin");
        answer.Headers.GetValues("X-Content-Type-Options").Single().Should().Be("nosniff");
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal).Should().NotContain("http");
    }

    [Fact]
    public async Task It_listens_on_loopback_addresses_only()
    {
        await using var console = await RunningConsole.StartAsync(["--endpoint-url", "http://127.0.0.1:1"]);

        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(listener => listener.Port == console.Address.Port).Select(listener => listener.Address)
            .Should().NotBeEmpty().And.OnlyContain(address => IPAddress.IsLoopback(address));
    }

    [Fact]
    public async Task It_ends_after_an_hour_without_use()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        await using var console = await (await RunningConsole.StartAsync(op.WithWhere([]), op.Clock)).OpenAsync();
        for (var i = 0; i < 3; i++)
        {
            world.Pass(TimeSpan.FromMinutes(59));
            await console.CallAsync("state");
        }

        world.Pass(TimeSpan.FromMinutes(60));
        try
        {
            (await console.CallAsync("state", null, HttpStatusCode.Unauthorized))["detail"]!.GetValue<string>().Should().Contain("Run the command again");
        }
        catch (HttpRequestException)
        {
            // It has ended already.
        }

        (await console.WhenEndedAsync()).Should().Be(0);
        console.Errors.Should().Contain("was not used for an hour").And.Contain("minilogin console --").And.Contain($"--users-table {op.Options.UsersTable}");
    }

    [Fact]
    public async Task Ctrl_C_ends_it()
    {
        await using var console = await (await RunningConsole.StartAsync(["--endpoint-url", "http://127.0.0.1:1"])).OpenAsync();

        (await console.InterruptAsync()).Should().Be(0);

        var call = () => console.CallAsync("state");
        await call.Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        await using var console = await RunningConsole.StartAsync(["--endpoint-url", "http://127.0.0.1:1"]);

        (await Operator.RunAnywhereAsync(["console", "--no-open", "--port", $"{console.Address.Port}", "--endpoint-url", "http://127.0.0.1:1"]))
            .Should(1, $"Port {console.Address.Port} is in use. Pass another --port, or omit it.");
    }
}
