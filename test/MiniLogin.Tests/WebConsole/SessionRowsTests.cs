using System.Text.Json.Nodes;

namespace MiniLogin.Tests.WebConsole;

/// <summary>The console's table of stored sessions.</summary>
public sealed class SessionRowsTests
{
    [Theory]
    [ClassData(typeof(BothStores))]
    public async Task Every_row_is_shown_with_its_state_and_without_its_secrets(Store store)
    {
        await using var world = await World.StartAsync(store);
        var expired = await world.TokenAsync("meimei");
        world.Pass(TimeSpan.FromDays(8));
        var live = await world.TokenAsync();
        var ended = await world.TokenAsync();
        await world.LogOutAsync(ended);
        var replaced = await world.TokenAsync("ajie");
        await world.LogInAsync(world.WxLogin("ajie"), token: replaced);

        var text = await world.Http.GetStringAsync("/playground/sessions", TestContext.Current.CancellationToken);

        var rows = JsonNode.Parse(text)!["sessions"]!.AsArray().ToDictionary(row => row!["id"]!.GetValue<string>(), row => row!);
        StateOf(expired).Should().Be("expired");
        StateOf(live).Should().Be("live");
        StateOf(ended).Should().Be("ended");
        StateOf(replaced).Should().Be("ending");
        rows.Should().HaveCount(5);
        rows[Id(live)].AsObject().Select(p => p.Key).Should().BeEquivalentTo("id", "state", "expiresAt", "openId", "createdAt", "lastSeenAt", "absoluteExpiresAt");
        rows[Id(live)]["expiresAt"]!.GetValue<DateTimeOffset>().Should().Be(rows[Id(live)]["createdAt"]!.GetValue<DateTimeOffset>().AddDays(7));
        rows[Id(ended)]["openId"].Should().BeNull();

        string StateOf(string token) => rows[Id(token)]["state"]!.GetValue<string>();

        static string Id(string token) => token.Split('.')[0];
    }

    [Theory]
    [ClassData(typeof(BothStores))]
    public async Task At_most_100_rows_are_shown(Store store)
    {
        await using var world = await World.StartAsync(store, new() { LoginsPerUserAndMinute = 1000, SessionsPerUser = 1000 });
        await Task.WhenAll(Enumerable.Range(0, 101).Select(i => world.TokenAsync(i % 2 == 0 ? "lilei" : "meimei")));

        var answer = JsonNode.Parse(await world.Http.GetStringAsync("/playground/sessions", TestContext.Current.CancellationToken))!;

        answer["sessions"]!.AsArray().Should().HaveCount(100);
        answer["hasMore"]!.GetValue<bool>().Should().BeTrue();
    }
}
