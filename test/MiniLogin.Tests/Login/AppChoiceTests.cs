using MiniLogin.Apps;
using MiniLogin.Playground;

namespace MiniLogin.Tests.Login;

public sealed class AppChoiceTests
{
    private const string Other = "wxfedcba9876543210";

    [Fact]
    public async Task The_default_app_is_used_when_the_request_names_none()
    {
        await using var world = await TwoAppsAsync();

        (await world.LogInAsync(world.WxLogin())).Ok();
    }

    [Fact]
    public async Task The_Referer_of_a_mini_program_selects_the_app()
    {
        await using var world = await TwoAppsAsync();
        var code = world.WeChat.Login(Other, "lilei");

        var login = await world.SendAsync(HttpMethod.Post, "/login", new { code }, headers: ("Referer", $"https://servicewechat.com/{Other}/7/page-frame.html"));

        login.Ok();
    }

    [Fact]
    public async Task The_appId_in_the_body_overrides_the_Referer()
    {
        await using var world = await TwoAppsAsync();
        var code = world.WxLogin();

        var login = await world.SendAsync(HttpMethod.Post, "/login", new { code, appId = World.AppId }, headers: ("Referer", $"https://servicewechat.com/{Other}/7/page-frame.html"));

        login.Ok();
    }

    [Theory]
    [InlineData("https://servicewechat.com/wx00000000000000ff/7/page-frame.html")]
    [InlineData("https://servicewechat.com/wx00000000000000ff")]
    public async Task A_Referer_with_an_unregistered_app_never_selects_the_default_app(string referer)
    {
        await using var world = await TwoAppsAsync();

        (await world.SendAsync(HttpMethod.Post, "/login", new { code = world.WxLogin() }, headers: ("Referer", referer))).ShouldFail(400, "app_unknown");
    }

    [Theory]
    [InlineData("https://example.com/wx00000000000000ff/7/page-frame.html")]
    [InlineData("https://servicewechat.com.example.com/wx00000000000000ff/7/page-frame.html")]
    [InlineData("http://servicewechat.com/wx00000000000000ff/7/page-frame.html")]
    [InlineData("https://servicewechat.com/other/7/page-frame.html")]
    public async Task A_Referer_that_is_not_from_a_mini_program_is_ignored(string referer)
    {
        await using var world = await TwoAppsAsync();

        (await world.SendAsync(HttpMethod.Post, "/login", new { code = world.WxLogin() }, headers: ("Referer", referer))).Ok();
    }

    [Fact]
    public async Task An_unregistered_app_is_refused()
    {
        await using var world = await TwoAppsAsync();

        (await world.SendAsync(HttpMethod.Post, "/login", new { code = world.WxLogin(), appId = "wx00000000000000ff" })).ShouldFail(400, "app_unknown");
    }

    [Fact]
    public async Task A_disabled_app_refuses_logins_and_sessions()
    {
        await using var world = await TwoAppsAsync();
        var token = await world.TokenAsync();

        world.Apps.Register(new(World.App, "Playground", Enabled: false), LocalCredentials.From(World.AppSecret));

        (await world.LogInAsync(world.WxLogin())).ShouldFail(400, "app_unknown");
        (await world.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");
        (await world.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");
    }

    [Theory]
    [InlineData("https://servicewechat.com/wx0123456789abcdef/0/page-frame.html", "wx0123456789abcdef", "0")]
    [InlineData("https://servicewechat.com/wx0123456789abcdef/devtools/page-frame.html", "wx0123456789abcdef", "devtools")]
    [InlineData("https://servicewechat.com/wx0123456789abcdef/", "wx0123456789abcdef", null)]
    [InlineData("https://servicewechat.com/wx0123456789ABCDEF/1/page-frame.html", null, null)]
    [InlineData("https://servicewechat.com/wx0123456789abcdef0/1/page-frame.html", null, null)]
    [InlineData("https://servicewechat.com:444/wx0123456789abcdef/1/page-frame.html", null, null)]
    [InlineData("https://x@servicewechat.com/wx0123456789abcdef/1/page-frame.html", null, null)]
    [InlineData("", null, null)]
    [InlineData(null, null, null)]
    public void A_Referer_is_parsed_strictly(string? referer, string? appId, string? version)
    {
        var parsed = MiniProgramReferer.Parse(referer);

        (parsed?.AppId.ToString(), parsed?.Version).Should().Be((appId, version));
    }

    private static async Task<World> TwoAppsAsync()
    {
        const string Secret = "another-app-secret";
        var world = await World.StartAsync(Store.Memory);
        world.Apps.Register(new(AppId.Parse(Other), "The other one", Enabled: true), LocalCredentials.From(Secret));
        world.WeChat.RegisterApp(Other, Secret);
        return world;
    }
}
