namespace MiniLogin.Tests.Login;

public sealed class LimitTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task Logins_per_user_and_minute_are_limited(Store store)
    {
        await using var world = await World.StartAsync(store, new() { LoginsPerUserAndMinute = 3 });
        AlignToMinute(world);
        for (var i = 0; i < 3; i++)
        {
            await world.TokenAsync();
        }

        (await world.LogInAsync(world.WxLogin())).ShouldFail(429, "too_many_logins");
        await world.TokenAsync("meimei");
        world.Pass(TimeSpan.FromMinutes(1));
        (await world.LogInAsync(world.WxLogin())).Ok();
    }

    [Fact]
    public async Task Logins_per_app_and_second_are_limited_in_each_environment()
    {
        await using var world = await World.StartAsync(Store.Memory, new() { LoginsPerSecond = 1, LoginsPerUserAndMinute = 1000 });

        var replies = new List<Reply>();
        for (var i = 0; i < 6; i++)
        {
            replies.Add(await world.LogInAsync(world.WxLogin()));
        }

        replies[^1].ShouldFail(429, "too_many_logins");
        (await world.CallsToWeChatAsync(2)).Should().BeLessThan(6, "refused logins never reach WeChat");
        world.Pass(TimeSpan.FromSeconds(5));
        (await world.LogInAsync(world.WxLogin())).Ok();
    }

    [Fact]
    public async Task A_rejected_code_is_not_sent_to_WeChat_again_for_a_minute()
    {
        await using var world = await World.StartAsync(Store.Memory);

        for (var i = 0; i < 3; i++)
        {
            (await world.LogInAsync("0anobodysCode")).ShouldFail(401, "code_rejected");
        }

        (await world.CallsToWeChatAsync(1)).Should().Be(1);
        world.Pass(TimeSpan.FromSeconds(61));
        (await world.LogInAsync("0anobodysCode")).ShouldFail(401, "code_rejected");
        (await world.CallsToWeChatAsync(2)).Should().Be(2);
    }

    /// <summary>Logins are counted per clock minute, so the test starts at the beginning of one.</summary>
    internal static void AlignToMinute(World world) => world.Pass(TimeSpan.FromSeconds(60 - (world.Now.ToUnixTimeSeconds() % 60)));
}
