using System.Net.Http.Headers;
using System.Text;

namespace MiniLogin.Tests.Login;

/// <summary>Invalid input gets a documented answer, never a 500, and stores nothing.</summary>
public sealed class BadInputTests
{
    /// <summary>The texts that clients send for a value that they do not have.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("undefined")]
    [InlineData("null")]
    public async Task An_empty_optional_field_of_a_login_counts_as_absent(string empty)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var body = new { code = world.WxLogin(), appId = empty, nonce = empty, encryptedData = empty, iv = empty, rawData = empty, signature = empty };

        (await world.SendAsync(HttpMethod.Post, "/login", body, headers: ("Authorization", ""))).Ok().Json["profile"].Should().BeNull();
    }

    public static TheoryData<string, string> Bodies { get; } = new()
    {
        { "", "body" },
        { "not json", "body" },
        { "[]", "body" },
        { "null", "body" },
        { "\"code\"", "body" },
        { """{"code":"abc"} trailing""", "body" },
        { """{"code":"abc" """, "body" },
        { "{}", "code" },
        { """{"code":null}""", "code" },
        { """{"code":""}""", "code" },
        { """{"code":12}""", "code" },
        { """{"code":{"a":1}}""", "code" },
        { """{"code":" space before"}""", "code" },
        { """{"code":"space after "}""", "code" },
        { """{"code":" "}""", "code" },
        { """{"code":"abc","nonce":"a nonce with spaces"}""", "nonce" },
        { """{"code":"中文"}""", "code" },
        { """{"code":"line\nbreak"}""", "code" },
        { $$"""{"code":"{{new string('a', 129)}}"}""", "code" },
        { """{"code":"abc","appId":"ww0123456789abcdef/12345678901"}""", "appId" },
        { """{"code":"abc","appId":7}""", "appId" },
        { """{"code":"abc","nonce":"short"}""", "nonce" },
        { $$"""{"code":"abc","nonce":"{{new string('a', 65)}}"}""", "nonce" },
        { $$"""{"code":"abc","encryptedData":"{{new string('a', 8193)}}","iv":"a"}""", "encryptedData" },
        { $$"""{"code":"abc","encryptedData":"a","iv":"{{new string('a', 65)}}"}""", "iv" },
        { $$"""{"code":"abc","rawData":"{{new string('a', 4097)}}","signature":"a"}""", "rawData" },
        { $$"""{"code":"abc","rawData":"a","signature":"{{new string('a', 65)}}"}""", "signature" },
        { """{"code":"abc","iv":["a"]}""", "iv" },
        { $$"""{"code":"abc","padding":"{{new string('a', 40_000)}}"}""", "body" },
        { new string('[', 20_000), "body" },
    };

    [Theory, MemberData(nameof(Bodies))]
    public async Task An_invalid_body_is_refused_with_the_name_of_the_field(string body, string field)
    {
        await using var world = await World.StartAsync(Store.Memory);

        (await world.SendAsync(HttpMethod.Post, "/login", new StringContent(body, Encoding.UTF8, "application/json"))).ShouldFail(400, "request_invalid", field);

        world.Traffic.After(0).Calls.Should().NotContain(c => c.To == "WeChat");
    }

    [Theory]
    [InlineData("code", "", "code is missing")]
    [InlineData("code", " a", "code must be printable ASCII without spaces around it")]
    [InlineData("code", "码", "code must be printable ASCII without spaces around it")]
    [InlineData("nonce", "short", "nonce must have 16 to 64 characters")]
    [InlineData("nonce", "a nonce with spaces", "nonce must be printable ASCII without spaces.")]
    [InlineData("appId", "ww0123456789abcdef/12345678901", "appId must have 1 to 29 characters")]
    [InlineData("iv", "01234567890123456789012345678901234567890123456789012345678901234", "iv must have at most 64 characters")]
    public async Task The_answer_says_what_is_wrong_with_a_field(string field, string value, string detail)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var body = new Dictionary<string, string> { ["code"] = world.WxLogin(), [field] = value };

        (await world.SendAsync(HttpMethod.Post, "/login", body)).ShouldFail(400, "request_invalid", field).Text("detail").Should().StartWith(detail);
    }

    [Fact]
    public async Task The_content_type_of_a_login_is_ignored()
    {
        await using var world = await World.StartAsync(Store.Memory);
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes($$"""{"code":"{{world.WxLogin()}}"}"""));

        (await world.SendAsync(HttpMethod.Post, "/login", content)).Ok();
    }

    [Fact]
    public async Task A_body_that_is_not_UTF8_is_refused()
    {
        await using var world = await World.StartAsync(Store.Memory);
        using var content = new ByteArrayContent([.. "{\"code\":\"abc"u8, 0xff, 0xfe, .. "\"}"u8]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");

        (await world.SendAsync(HttpMethod.Post, "/login", content)).ShouldFail(400, "request_invalid", "body").Text("detail").Should().Contain("UTF-8");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer .")]
    [InlineData("Bearer abc.def")]
    [InlineData("Basic YTpi")]
    [InlineData("Bearer aaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("Bearer aaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ")]
    [InlineData("Bearer AAAAAAAAAAAAAAAA.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("Bearer aaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa==")]
    [InlineData("Bearer aaaaaaaaaaaaaaaa aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_malformed_token_is_an_invalid_session(string authorization)
    {
        await using var world = await World.StartAsync(Store.Memory);

        foreach (var (method, path) in new[] { (HttpMethod.Get, "/session"), (HttpMethod.Get, "/user"), (HttpMethod.Delete, "/session") })
        {
            (await world.SendAsync(method, path, headers: ("Authorization", authorization))).ShouldFail(401, "session_invalid");
        }
    }

    [Fact]
    public async Task A_very_long_token_is_an_invalid_session()
    {
        await using var world = await World.StartAsync(Store.Memory);

        (await world.SendAsync(HttpMethod.Get, "/session", token: new string('a', 8000))).ShouldFail(401, "session_invalid");
    }

    [Fact]
    public async Task A_wrong_secret_is_an_invalid_session()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = await world.TokenAsync();
        var other = await world.TokenAsync("meimei");

        (await world.ShowSessionAsync($"{token.Split('.')[0]}.{other.Split('.')[1]}")).ShouldFail(401, "session_invalid");
    }

    [Theory]
    [InlineData("PUT", "/login")]
    [InlineData("DELETE", "/login")]
    [InlineData("POST", "/session")]
    [InlineData("HEAD", "/session")]
    [InlineData("OPTIONS", "/session")]
    [InlineData("GET", "/Session")]
    [InlineData("GET", "/sessioN")]
    [InlineData("DELETE", "/Sessions/aaaaaaaaaaaaaaaa")]
    [InlineData("GET", "/sessionx")]
    [InlineData("GET", "/session/x/y")]
    [InlineData("GET", "/nothing")]
    public async Task An_unknown_route_is_not_found(string method, string path)
    {
        await using var world = await World.StartAsync(Store.Memory);

        var reply = await world.SendAsync(new HttpMethod(method), path);

        reply.Status.Should().Be(System.Net.HttpStatusCode.NotFound);
        if (method != "HEAD")
        {
            reply.Body.Should().Be("""{"message":"Not Found"}""");
        }
    }
}
