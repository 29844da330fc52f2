using MiniLogin.Playground.WeChatSimulator;

namespace MiniLogin.Tests.WeChat;

/// <summary>Whatever WeChat answers, or does not: the row of the error table that fits, and the next login works.</summary>
public sealed class WeChatFaultTests
{
    public static TheoryData<int, int, string> ErrCodes { get; } = new()
    {
        { -1, 503, "wechat_unavailable" },
        { 40029, 401, "code_rejected" },
        { 40163, 401, "code_rejected" },
        { 45011, 429, "wechat_quota" },
        { 40226, 403, "user_blocked" },
        { 40013, 500, "app_misconfigured" },
        { 40125, 500, "app_misconfigured" },
        { 41002, 500, "app_misconfigured" },
        { 41004, 500, "app_misconfigured" },
        { 40243, 500, "app_misconfigured" },
        { 41008, 401, "code_rejected" },
        { 99999, 503, "wechat_unavailable" },
    };

    [Theory, MemberData(nameof(ErrCodes))]
    public async Task Every_errcode_has_its_answer(int errCode, int status, string code)
    {
        await using var world = await World.StartAsync(Store.Memory);

        world.WeChat.Faults = new() { ErrCode = errCode };
        (await world.LogInAsync(world.WxLogin())).ShouldFail(status, code);

        world.WeChat.Faults = new() { ErrCode = errCode, StringErrcode = true };
        (await world.LogInAsync(world.WxLogin())).ShouldFail(status, code);

        await NextLoginWorksAsync(world);
    }

    [Fact]
    public async Task A_WeChat_that_is_busy_for_a_moment_is_asked_again()
    {
        await using var world = await World.StartAsync(Store.Memory);
        world.WeChat.Faults = new() { BusyTimes = 1 };

        (await world.LogInAsync(world.WxLogin())).Ok();

        (await world.CallsToWeChatAsync(2)).Should().Be(2);
    }

    [Fact]
    public async Task A_WeChat_that_stays_busy_is_asked_twice_and_no_more()
    {
        await using var world = await World.StartAsync(Store.Memory);
        world.WeChat.Faults = new() { Busy = true };

        (await world.LogInAsync(world.WxLogin())).ShouldFail(503, "wechat_unavailable");

        (await world.CallsToWeChatAsync(2)).Should().Be(2);
        await NextLoginWorksAsync(world);
    }

    public static TheoryData<string> Troubles { get; } = new("html", "serverError", "emptyBody", "cutConnection", "halfBody");

    [Theory, MemberData(nameof(Troubles))]
    public async Task An_answer_that_is_none_is_unavailable_and_is_not_sent_again(string trouble)
    {
        await using var world = await World.StartAsync(Store.Memory);
        world.WeChat.Faults = trouble switch
        {
            "html" => new() { Html = true },
            "serverError" => new() { ServerError = true },
            "emptyBody" => new() { EmptyBody = true },
            "cutConnection" => new() { CutConnection = true },
            _ => new() { HalfBody = true },
        };

        (await world.LogInAsync(world.WxLogin())).ShouldFail(503, "wechat_unavailable");

        (await world.CallsToWeChatAsync(1)).Should().Be(1, "the code may have been used up");
        await NextLoginWorksAsync(world);
    }

    [Fact]
    public async Task Silence_is_unavailable_within_the_time_of_the_function()
    {
        await using var world = await World.StartAsync(Store.Memory);
        world.WeChat.Faults = new() { Delay = TimeSpan.FromSeconds(30) };

        // The client waits 60 s, and so would a mini program: a 503 of the product proves that it gave up by itself.
        (await world.LogInAsync(world.WxLogin())).ShouldFail(503, "wechat_unavailable");

        await NextLoginWorksAsync(world);
    }

    [Fact]
    public async Task A_WeChat_that_cannot_be_reached_is_unavailable()
    {
        var nobody = new Uri($"http://127.0.0.1:{DynamoDBServer.FreePort()}");
        await using var world = await World.StartAsync(Store.Memory, weChat: nobody);

        (await world.LogInAsync("0anycode")).ShouldFail(503, "wechat_unavailable");
    }

    [Theory]
    [InlineData("""{"openid":"o","session_key":"AAAA"}""")]
    [InlineData("""{"openid":"","session_key":"tiihtNczf5v6AKRyjwEUhQ=="}""")]
    [InlineData("""{"session_key":"tiihtNczf5v6AKRyjwEUhQ=="}""")]
    [InlineData("""{"openid":"o"}""")]
    [InlineData("""{"openid":5,"session_key":"tiihtNczf5v6AKRyjwEUhQ=="}""")]
    [InlineData("""{"errcode":"x"}""")]
    [InlineData("""{"errcode":1e99}""")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task Nonsense_is_unavailable(string answer)
    {
        await using var server = new AnsweringServer(answer);
        await using var world = await World.StartAsync(Store.Memory, weChat: server.Url);

        (await world.LogInAsync("0anycode")).ShouldFail(503, "wechat_unavailable");
    }

    [Theory]
    [InlineData("""{"openid":"oA","session_key":"tiihtNczf5v6AKRyjwEUhQ==","errcode":0,"errmsg":"ok","new":{"a":[1]}}""")]
    [InlineData("""{"openid":"oA","session_key":"tiihtNczf5v6AKRyjwEUhQ==","errcode":"0"}""")]
    [InlineData("""{"openid":"oA","session_key":"tiihtNczf5v6AKRyjwEUhQ==","unionid":""}""")]
    public async Task What_is_new_or_absent_in_an_answer_does_no_harm(string answer)
    {
        await using var server = new AnsweringServer(answer);
        await using var world = await World.StartAsync(Store.Memory, weChat: server.Url);

        (await world.LogInAsync("0anycode")).Ok().Json["user"]!["openId"]!.GetValue<string>().Should().Be("oA");
    }

    private static async Task NextLoginWorksAsync(World world)
    {
        world.WeChat.Faults = Faults.None;
        (await world.LogInAsync(world.WxLogin())).Ok();
    }
}
