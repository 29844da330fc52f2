using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Functions;
using MiniLogin.Playground.Gateway;

namespace MiniLogin.Tests.Gateway;

/// <summary>The local gateway behaves like an HTTP API of API Gateway and finds annotated functions by reflection.</summary>
public sealed class LocalGatewayTests
{
    [Fact]
    public async Task A_function_gets_an_event_in_payload_format_2()
    {
        await using var world = await StartAsync();

        var reply = await world.SendAsync(
            HttpMethod.Put,
            "/echo/a%20b?x=1&x=2&y=",
            new StringContent("{\"text\":\"中文\"}", Encoding.UTF8, "application/json"),
            headers: [("X-Custom-Header", "one"), ("X-Custom-Header", "two"), ("Cookie", "a=1; b=2")]);

        var json = reply.Json;
        reply.Status.Should().Be((HttpStatusCode)201);
        json["version"]!.GetValue<string>().Should().Be("2.0");
        json["routeKey"]!.GetValue<string>().Should().Be("PUT /echo/{id}");
        json["id"]!.GetValue<string>().Should().Be("a b");
        json["rawQueryString"]!.GetValue<string>().Should().Be("x=1&x=2&y=");
        json["x"]!.GetValue<string>().Should().Be("1,2");
        json["header"]!.GetValue<string>().Should().Be("one, two", "HttpClient joins repeated headers");
        json["cookies"]!.AsArray().Select(c => c!.GetValue<string>()).Should().Equal("a=1", "b=2");
        json["hasCookieHeader"]!.GetValue<bool>().Should().BeFalse();
        json["body"]!.GetValue<string>().Should().Be("{\"text\":\"中文\"}");
        json["isBase64Encoded"]!.GetValue<bool>().Should().BeFalse();
        json["sourceIp"]!.GetValue<string>().Should().NotBeEmpty();
        json["remaining"]!.GetValue<double>().Should().BeInRange(1, 10);
        reply.Headers.Should().ContainKey("apigw-requestid").And.Contain("Set-Cookie", "c=3,d=4");
    }

    [Fact]
    public async Task Binary_bodies_and_answers_are_passed_as_base64()
    {
        await using var world = await StartAsync();
        using var bytes = new ByteArrayContent([0, 255, 1]);
        bytes.Headers.ContentType = new("image/png");

        var reply = await world.SendAsync(HttpMethod.Put, "/echo/x", bytes);
        reply.Json["body"]!.GetValue<string>().Should().Be("AP8B");
        reply.Json["isBase64Encoded"]!.GetValue<bool>().Should().BeTrue();

        var picture = await world.Http.GetByteArrayAsync("/picture", TestContext.Current.CancellationToken);
        picture.Should().Equal(0, 255, 1);
    }

    [Fact]
    public async Task A_denying_authorizer_gives_the_fixed_bodies_of_API_Gateway()
    {
        await using var world = await StartAsync();

        await ShouldSayAsync(world, null, 401, "Unauthorized");
        await ShouldSayAsync(world, "deny", 403, "Forbidden");
        await ShouldSayAsync(world, "throw", 500, "Internal Server Error");
        var allowed = await world.SendAsync(HttpMethod.Get, "/protected", headers: ("Authorization", "allow"));
        allowed.Body.Should().Be("oSomeone");
    }

    [Fact]
    public async Task The_authorizer_passes_on_the_user_of_the_session()
    {
        await using var world = await StartAsync();
        var login = (await world.LogInAsync(world.WxLogin())).Ok();
        var openId = login.Json["user"]!["openId"]!.GetValue<string>();

        var reply = await world.SendAsync(HttpMethod.Get, "/mine", token: login.Text("token"));

        reply.Body.Should().Be($"appId={World.AppId};openId={openId};personId=;sessionId={login.Text("token").Split('.')[0]};userKey={World.AppId}#{openId}");
        (await world.SendAsync(HttpMethod.Get, "/mine", token: "garbage")).Status.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task An_exception_in_a_function_gives_the_500_of_the_gateway()
    {
        await using var world = await StartAsync();

        var reply = await world.SendAsync(HttpMethod.Get, "/throws");

        reply.Status.Should().Be(HttpStatusCode.InternalServerError);
        reply.Body.Should().Be("""{"message":"Internal Server Error"}""");
    }

    [Fact]
    public async Task A_body_over_10_MB_is_refused()
    {
        await using var world = await StartAsync();

        var reply = await world.SendAsync(HttpMethod.Put, "/echo/x", new ByteArrayContent(new byte[10 * 1024 * 1024 + 1]));

        reply.Status.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    private static Task<World> StartAsync() => World.StartAsync(Store.Memory, configure: services =>
        services.AddSingleton(s => LocalGateway.Find([.. typeof(Startup).Assembly.GetTypes(), typeof(SampleFunctions)], s)));

    private static async Task ShouldSayAsync(World world, string? authorization, int status, string message)
    {
        var reply = authorization is null
            ? await world.SendAsync(HttpMethod.Get, "/protected")
            : await world.SendAsync(HttpMethod.Get, "/protected", headers: ("Authorization", authorization));
        ((int)reply.Status).Should().Be(status);
        reply.Body.Should().Be($$"""{"message":"{{message}}"}""");
    }
}
