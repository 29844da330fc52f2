using Amazon.Lambda.APIGatewayEvents;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Account.Avatars;
using MiniLogin.Functions.Pipeline;
using MiniLogin.Playground.InMemory;
using MiniLogin.Users;

namespace MiniLogin.Tests.Avatars;

/// <summary>The URL under which a stored picture is shown.</summary>
public sealed class PublicUrlTests
{
    private const string ExecuteApi = "abcdefghij.execute-api.eu-west-1.amazonaws.com";

    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("api.example.com", "api.example.com", "https", "https://api.example.com")]
    [InlineData("api.example.com", "API.example.com:443", null, "http://API.example.com:443")]
    [InlineData("api.example.com", null, null, "https://api.example.com")]
    [InlineData("api.example.com", "evil.example", "https", "https://api.example.com")]
    [InlineData("api.example.com", "api.example.com:80/evil", "https", "https://api.example.com")]
    [InlineData("api.example.com", "api.example.com:80@evil.example", "https", "https://api.example.com")]
    [InlineData("api.example.com", "api.example.com", "gopher", "https://api.example.com")]
    [InlineData("localhost", "localhost:5000", null, "http://localhost:5000")]
    [InlineData("localhost", "localhost", null, "http://localhost")]
    [InlineData("tunnel.example", "tunnel.example", "https", "https://tunnel.example")]
    [InlineData("192.168.1.5", "192.168.1.5:5000", "http", "http://192.168.1.5:5000")]
    [InlineData(null, "127.0.0.1:3000", "http", "http://127.0.0.1:3000")]
    [InlineData("", "localhost:3000", null, "http://localhost:3000")]
    [InlineData(null, "[::1]:3000", null, "http://[::1]:3000")]
    [InlineData(null, "host/path", null, "")]
    [InlineData(null, null, null, "")]
    public void The_host_is_that_of_the_request(string? domain, string? host, string? proto, string url) =>
        Url(Request("GET /user", "/user", domain, host: host, proto: proto)).Should().Be(url);

    // API Gateway puts a named stage into rawPath on every domain, but only the URLs of the execute-api domain have it.
    [Theory]
    [InlineData("GET /user", "/prod/user", ExecuteApi, "prod", $"https://{ExecuteApi}/prod")]
    [InlineData("POST /user/avatar", "/prod/user/avatar", ExecuteApi, "prod", $"https://{ExecuteApi}/prod")]
    [InlineData("DELETE /sessions/{id}", "/prod/sessions/aaaaaaaaaaaaaaaa", ExecuteApi, "prod", $"https://{ExecuteApi}/prod")]
    [InlineData("GET /user", "/prod/user/", ExecuteApi, "prod", $"https://{ExecuteApi}/prod")]
    [InlineData("GET /user", "/user", ExecuteApi, "$default", $"https://{ExecuteApi}")]
    [InlineData("GET /user", "/user/user", ExecuteApi, "user", $"https://{ExecuteApi}/user")]
    [InlineData("GET /user", "/user", "api.example.com", "$default", "https://api.example.com")]
    [InlineData("GET /user", "/prod/user", "api.example.com", "prod", "https://api.example.com")]
    [InlineData("GET /user", "/v1/user", "api.example.com", "$default", "https://api.example.com/v1")]
    [InlineData("GET /user", "/shop/v1/user", "api.example.com", "prod", "https://api.example.com/shop/v1")]
    [InlineData("$default", "/prod/user", "api.example.com", "$default", "https://api.example.com")]
    [InlineData("GET /user", "/elsewhere", "api.example.com", "$default", "https://api.example.com")]
    [InlineData(null, null, "api.example.com", null, "https://api.example.com")]
    public void The_base_path_is_what_the_path_has_before_the_route(string? routeKey, string? rawPath, string domain, string? stage, string url) =>
        Url(Request(routeKey, rawPath, domain, stage)).Should().Be(url);

    [Theory]
    [InlineData("https://cdn.example.com", "https://cdn.example.com")]
    [InlineData("https://cdn.example.com/", "https://cdn.example.com")]
    [InlineData("https://cdn.example.com/api/v1/", "https://cdn.example.com/api/v1")]
    public void The_setting_takes_precedence_over_the_request(string setting, string url) =>
        Url(Request("GET /user", "/prod/user", ExecuteApi, "prod"), new() { PublicUrl = setting }).Should().Be(url);

    [Theory, ClassData(typeof(BothStores))]
    public async Task Every_answer_shows_a_stored_picture_under_the_current_URL(Store store)
    {
        await using var world = await StartAsync(store, new() { PublicUrl = "https://old.example.com" });
        var token = await world.TokenAsync();
        var name = new Uri((await AvatarTests.UploadAsync(world, token, Pictures.Png())).Ok().Text("avatarUrl")).Segments[^1];
        (await ShownAsync(world, token)).Should().AllBe($"https://old.example.com/avatars/{name}");

        world.Options.PublicUrl = "https://new.example.com/v1/";

        (await ShownAsync(world, token)).Should().AllBe($"https://new.example.com/v1/avatars/{name}");
        // A client may send back either URL.
        (await world.SendAsync(HttpMethod.Put, "/user", new { nickName = "李雷", avatarUrl = $"https://old.example.com/avatars/{name}" }, token)).Ok();
        (await world.SendAsync(HttpMethod.Put, "/user", new { avatarUrl = $"https://new.example.com/v1/avatars/{name}" }, token)).Ok().Text("avatarUrl").Should().Be($"https://new.example.com/v1/avatars/{name}");
        (await world.SendAsync(HttpMethod.Get, $"/avatars/{name}")).Status.Should().Be(System.Net.HttpStatusCode.OK);
        (await world.SendAsync(HttpMethod.Put, "/user", new { avatarUrl = "https://example.com/me.png" }, token)).Ok().Text("avatarUrl").Should().Be("https://example.com/me.png");
        (await world.SendAsync(HttpMethod.Get, $"/avatars/{name}")).ShouldFail(404, "avatar_unknown");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_row_with_a_URL_and_a_picture_shows_the_picture(Store store)
    {
        await using var world = await StartAsync(store, new());
        var token = await world.TokenAsync();
        var name = new Uri((await AvatarTests.UploadAsync(world, token, Pictures.Png())).Ok().Text("avatarUrl")).Segments[^1];
        var code = world.WxLogin();
        var sent = world.WeChat.GetUserInfo(World.AppId, "lilei");

        // Rows of earlier versions have both. A login with the profile of WeChat writes such a row, too.
        (await world.SendAsync(HttpMethod.Post, "/login", new { code, encryptedData = sent.EncryptedData, iv = sent.Iv })).Ok();

        (await world.Services.GetRequiredService<IUserStore>().FindAsync(World.UserKey("lilei"), _cancel))!.Profile!.AvatarUrl.Should().StartWith("https://thirdwx.qlogo.cn/");
        (await ShownAsync(world, token)).Should().AllBe($"{world.Http.BaseAddress}avatars/{name}");
    }

    [Fact]
    public async Task Only_the_name_of_a_picture_is_stored()
    {
        await using var world = await StartAsync(Store.DynamoDB, new());
        var token = await world.TokenAsync();
        (await world.SendAsync(HttpMethod.Put, "/user", new { avatarUrl = "https://example.com/me.png" }, token)).Ok();

        (await AvatarTests.UploadAsync(world, token, Pictures.Png())).Ok();

        var row = (await world.Services.GetRequiredService<Amazon.DynamoDBv2.IAmazonDynamoDB>().GetItemAsync(world.Options.UsersTable, new() { ["userKey"] = new(World.UserKey("lilei").ToString()) }, _cancel)).Item;
        row.Should().ContainKey("avatarName").And.NotContainKey("avatarUrl");
    }

    /// <summary>The URL of lilei's picture in every answer that shows it.</summary>
    private static async Task<IReadOnlyList<string>> ShownAsync(World world, string token)
    {
        var wafer = (await world.SendAsync(HttpMethod.Get, "/login", headers: ("X-WX-Code", world.WxLogin()))).Ok();
        return
        [
            (await world.SendAsync(HttpMethod.Get, "/user", token: token)).Ok().Text("avatarUrl"),
            (await world.SendAsync(HttpMethod.Get, "/user", headers: ("X-WX-Skey", token))).Ok().Json["data"]!["avatarUrl"]!.GetValue<string>(),
            (await world.SendAsync(HttpMethod.Put, "/user", new { nickName = "L" }, token)).Ok().Text("avatarUrl"),
            (await world.LogInAsync(world.WxLogin())).Ok().Json["user"]!["avatarUrl"]!.GetValue<string>(),
            wafer.Json["data"]!["userinfo"]!["avatarUrl"]!.GetValue<string>(),
            (await world.SendAsync(HttpMethod.Get, "/user/export", token: token, headers: ("X-WX-Code", world.WxLogin()))).Ok().Json["user"]!["avatarUrl"]!.GetValue<string>(),
        ];
    }

    private static Task<World> StartAsync(Store store, MiniLoginOptions options) =>
        World.StartAsync(store, options, services => services.AddSingleton<IAvatarStore, InMemoryAvatarStore>());

    private static string Url(APIGatewayHttpApiV2ProxyRequest request, MiniLoginOptions? options = null) => new ApiCall(request, options ?? new()).PublicUrl;

    private static APIGatewayHttpApiV2ProxyRequest Request(string? routeKey, string? rawPath, string? domain, string? stage = "$default", string? host = null, string? proto = null)
    {
        var headers = new Dictionary<string, string>();
        if (host is not null)
        {
            headers["host"] = host;
        }

        if (proto is not null)
        {
            headers["x-forwarded-proto"] = proto;
        }

        return new() { RouteKey = routeKey, RawPath = rawPath, Headers = headers, RequestContext = new() { ApiId = "abcdefghij", DomainName = domain, Stage = stage } };
    }
}
