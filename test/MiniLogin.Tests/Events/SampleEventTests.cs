using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Functions;
using MiniLogin.Playground.Events;
using MiniLogin.Playground.Gateway;
using MiniLogin.Playground.WeChatSimulator;

namespace MiniLogin.Tests.Events;

/// <summary>The events from the Playground, with a valid code and session.</summary>
public sealed class SampleEventTests
{
    public static TheoryData<string, int, string?> Files { get; } = [.. EventTests.Files.Select(row => row.Data).Select(data => data.Item1 switch
    {
        "bind-phone" => ("bind-phone", 200, "phoneNumber"),
        "show-avatar" => ("show-avatar", 404, "avatar_unknown"),
        _ => (data.Item1, data.Item4, data.Item5),
    })];

    [Theory, MemberData(nameof(Files))]
    public async Task Every_event_from_the_Playground_works(string file, int status, string? text)
    {
        await using var world = await World.StartAsync(Store.Memory, configure: services =>
            services.AddSingleton(s => LocalGateway.Find([.. typeof(Startup).Assembly.GetTypes(), typeof(YourOwnFunctions)], s)));

        var reply = await EventTests.SendAsync(world, await GetAsync(world, file));

        reply.Status.Should().Be((HttpStatusCode)status, reply.Body);
        (text is null ? reply.Body.Length == 0 : reply.Body.Contains(text, StringComparison.Ordinal)).Should().BeTrue(reply.Body);
    }

    [Fact]
    public void Every_event_file_is_available() =>
        SampleEvents.Names.Should().BeEquivalentTo([.. EventTests.Files.Select(row => row.Data.Item1), .. EventTests.WithoutRoute]);

    [Fact]
    public async Task An_event_is_for_the_named_user()
    {
        await using var world = await World.StartAsync(Store.Memory);

        var user = (await EventTests.SendAsync(world, await GetAsync(world, "login?user=meimei"))).Ok().Json["user"]!;

        user["openId"]!.GetValue<string>().Should().Be(WeChatIds.OpenId(World.AppId, "meimei"));
    }

    [Fact]
    public async Task Every_event_has_a_new_code()
    {
        await using var world = await World.StartAsync(Store.Memory);

        (await GetAsync(world, "login"))["body"]!.GetValue<string>().Should().NotBe((await GetAsync(world, "login"))["body"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_unknown_event_or_user_is_reported()
    {
        await using var world = await World.StartAsync(Store.Memory);

        var unknown = await world.SendAsync(HttpMethod.Get, "/playground/events/env");
        unknown.Status.Should().Be(HttpStatusCode.NotFound);
        unknown.Text("detail").Should().Contain("login").And.Contain("show-session");
        var nobody = await world.SendAsync(HttpMethod.Get, "/playground/events/login?user=nobody");
        nobody.Status.Should().Be(HttpStatusCode.BadRequest);
        nobody.Text("field").Should().Be("user");
    }

    [Fact]
    public async Task A_failed_login_for_an_event_is_reported()
    {
        await using var world = await World.StartAsync(Store.Memory);
        world.WeChat.Faults = new() { Busy = true };

        var reply = await world.SendAsync(HttpMethod.Get, "/playground/events/show-session");

        reply.Status.Should().Be(HttpStatusCode.Conflict);
        reply.Text("code").Should().Be("login_failed");
    }

    [Fact]
    public async Task A_page_of_another_site_cannot_get_an_event()
    {
        await using var world = await World.StartAsync(Store.Memory);

        (await world.SendAsync(HttpMethod.Get, "/playground/events/login", headers: ("Sec-Fetch-Site", "cross-site"))).Status.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Events_are_unavailable_with_another_WeChat()
    {
        await using var other = await World.StartAsync(Store.Memory);
        await using var world = await World.StartAsync(Store.Memory, weChat: other.Http.BaseAddress);

        (await world.SendAsync(HttpMethod.Get, "/playground/events/login")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    private static async Task<JsonObject> GetAsync(World world, string file) =>
        JsonNode.Parse(await world.Http.GetStringAsync($"/playground/events/{file}", TestContext.Current.CancellationToken))!.AsObject();
}
