using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace MiniLogin.Tests.WeChat;

/// <summary>The next host of WeChat is tried only if the request was not sent to the previous one.</summary>
public sealed class HostTests
{
    [Fact]
    public async Task The_next_host_is_tried_when_the_first_refuses_the_connection()
    {
        await using var world = await BehindAsync($"http://127.0.0.1:{DynamoDBServer.FreePort()}");

        (await world.LogInAsync(world.WxLogin())).Ok();

        (await world.CallsToWeChatAsync(1)).Should().Be(1);
    }

    [Fact]
    public async Task The_next_host_is_tried_when_the_first_has_no_address()
    {
        await using var world = await BehindAsync("http://nobody.invalid");

        (await world.LogInAsync(world.WxLogin())).Ok();
    }

    [Fact]
    public async Task The_next_host_is_tried_when_the_first_does_not_speak_TLS()
    {
        await using var plain = new AnsweringServer("{}");
        await using var world = await BehindAsync($"https://127.0.0.1:{plain.Url.Port}");

        (await world.LogInAsync(world.WxLogin())).Ok();
    }

    [Fact]
    public async Task The_next_host_is_tried_when_connecting_takes_longer_than_a_second()
    {
        // The host accepts the TCP connection but does not answer the TLS handshake.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var world = await BehindAsync($"https://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}");

        (await world.LogInAsync(world.WxLogin())).Ok();

        world.Logs.Lines.Should().Contain(line => line.Contains("no connection in time", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_other_host_is_tried_when_the_first_stops_answering()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var world = await BehindAsync($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}");

        (await world.LogInAsync(world.WxLogin())).ShouldFail(503, "wechat_unavailable");

        (await world.CallsToWeChatAsync(0)).Should().Be(0);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("""{"errcode":40029,"errmsg":"invalid code"}""")]
    [InlineData("""{"errcode":45011,"errmsg":"quota"}""")]
    public async Task No_other_host_is_tried_after_an_answer(string answer)
    {
        await using var first = new AnsweringServer(answer);
        await using var world = await BehindAsync(first.Url.ToString());

        ((int)(await world.LogInAsync(world.WxLogin())).Status).Should().BeGreaterThanOrEqualTo(400);

        (await world.CallsToWeChatAsync(0)).Should().Be(0);
    }

    [Fact]
    public async Task A_login_fails_fast_when_no_host_can_be_reached()
    {
        await using var world = await World.StartAsync(Store.Memory, configure: services => services.AddSingleton(new MiniLoginOptions
        {
            DefaultAppId = World.AppId,
            WeChatUrl = $"http://127.0.0.1:{DynamoDBServer.FreePort()};http://127.0.0.1:{DynamoDBServer.FreePort()};http://nobody.invalid",
        }));

        (await world.LogInAsync(world.WxLogin())).ShouldFail(503, "wechat_unavailable");

        world.Logs.Lines.Count(line => line.Contains("WeChat did not answer", StringComparison.Ordinal)).Should().Be(3, "each is tried once");
    }

    /// <summary>A world whose simulated WeChat is the second host, after this one.</summary>
    private static Task<World> BehindAsync(string first) => World.StartAsync(Store.Memory, configure: services =>
    {
        var options = services.Last(s => s.ServiceType == typeof(MiniLoginOptions)).ImplementationFactory!;
        services.AddSingleton(s => (MiniLoginOptions)options(s) is var given ? given with { WeChatUrl = $"{first};{given.WeChatUrl}" } : given);
    });
}
