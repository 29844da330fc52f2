namespace MiniLogin.Tests.Login;

public sealed class LimitTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task A_user_logs_in_so_often_a_minute_and_no_more(Store store)
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
    public async Task An_environment_passes_on_so_many_logins_of_an_app_and_no_more()
    {
        await using var world = await World.StartAsync(Store.Memory, new() { LoginsPerSecond = 1, LoginsPerUserAndMinute = 1000 });

        var replies = new List<Reply>();
        for (var i = 0; i < 6; i++)
        {
            replies.Add(await world.LogInAsync(world.WxLogin()));
        }

        replies[^1].ShouldFail(429, "too_many_logins");
        (await world.CallsToWeChatAsync(2)).Should().BeLessThan(6, "what is refused never reaches WeChat");
        world.Pass(TimeSpan.FromSeconds(5));
        (await world.LogInAsync(world.WxLogin())).Ok();
    }

    [Fact]
    public async Task A_code_that_WeChat_called_invalid_is_not_asked_about_again_for_a_minute()
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

    /// <summary>The minute is the clock's: the test begins at its start.</summary>
    internal static void AlignToMinute(World world) => world.Pass(TimeSpan.FromSeconds(60 - (world.Now.ToUnixTimeSeconds() % 60)));
}
