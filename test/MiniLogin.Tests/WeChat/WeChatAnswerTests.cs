namespace MiniLogin.Tests.WeChat;

/// <summary>Undocumented answers of code2Session. The fault matrix covers other faults.</summary>
public sealed class WeChatAnswerTests
{
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
    public async Task A_malformed_code2Session_answer_gives_503(string answer)
    {
        await using var server = new AnsweringServer(answer);
        await using var world = await World.StartAsync(Store.Memory, weChat: server.Url);

        (await world.LogInAsync("0anycode")).ShouldFail(503, "wechat_unavailable");
    }

    [Theory]
    [InlineData("""{"openid":"oA","session_key":"tiihtNczf5v6AKRyjwEUhQ==","errcode":0,"errmsg":"ok","new":{"a":[1]}}""")]
    [InlineData("""{"openid":"oA","session_key":"tiihtNczf5v6AKRyjwEUhQ==","errcode":"0"}""")]
    [InlineData("""{"openid":"oA","session_key":"tiihtNczf5v6AKRyjwEUhQ==","unionid":""}""")]
    public async Task Unknown_and_missing_optional_members_are_ignored(string answer)
    {
        await using var server = new AnsweringServer(answer);
        await using var world = await World.StartAsync(Store.Memory, weChat: server.Url);

        (await world.LogInAsync("0anycode")).Ok().Json["user"]!["openId"]!.GetValue<string>().Should().Be("oA");
    }
}
