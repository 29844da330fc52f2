using System.Text.Json.Nodes;
using MiniLogin.Playground.WeChatSimulator;

namespace MiniLogin.Tests.Secrets;

/// <summary>Runs last and searches the output of all tests for secrets.</summary>
[Collection(nameof(WholeRunTests))]
[CollectionDefinition(nameof(WholeRunTests), DisableParallelization = true)]
public sealed class WholeRunTests
{
    [Fact]
    public async Task No_secret_appears_in_a_log_an_exception_a_metric_or_a_wrong_answer()
    {
        // Produces every kind of output, in case this test runs alone.
        await MakeEveryKindOfCallAsync();

        var leaks = SecretWatch.Run.Leaks();

        leaks.Should().BeEmpty("{0} secrets were looked for", SecretWatch.Run.Secrets);
        SecretWatch.Run.Kinds.Should().Contain(["token", "code", "session_key", "access_token", "phoneNumber", "AppSecret", "token key", "data key"]);
        SecretWatch.Run.Places.Keys.Should().Contain(["log", "exception", "metric", "answer"]);
    }

    private static async Task MakeEveryKindOfCallAsync()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var sent = world.WeChat.GetUserInfo(World.AppId, "lilei");
        var code = world.WxLogin();
        var login = new { code, nonce = "a-nonce-of-the-client-0001", encryptedData = sent.EncryptedData, iv = sent.Iv, rawData = sent.RawData, signature = sent.Signature };
        var token = (await world.SendAsync(HttpMethod.Post, "/login", login)).Ok().Text("token");
        (await world.SendAsync(HttpMethod.Post, "/login", login)).Ok();
        (await world.SendAsync(HttpMethod.Post, "/login", new { code })).ShouldFail(401, "code_rejected");
        (await world.SendAsync(HttpMethod.Get, "/login", headers: ("X-WX-Code", world.WxLogin()))).Ok();
        (await world.LogInAsync(world.WxLogin("laowang"))).ShouldFail(403, "user_blocked");
        (await world.LogInAsync(world.WxLogin() + " ")).ShouldFail(400, "request_invalid", "code");
        foreach (var faults in new Faults[] { new() { Busy = true }, new() { Html = true }, new() { CutConnection = true }, new() { WrongSecret = true }, new() { ServerError = true } })
        {
            world.WeChat.Faults = faults;
            ((int)(await world.LogInAsync(world.WxLogin())).Status).Should().BeGreaterThanOrEqualTo(500);
        }

        world.WeChat.Faults = Faults.None;
        (await world.SendAsync(HttpMethod.Post, "/session/phone", new { code = world.WeChat.GetPhoneNumberCode(World.AppId, "lilei") }, token)).Ok();
        foreach (var path in new[] { "/session", "/sessions", "/user" })
        {
            (await world.SendAsync(HttpMethod.Get, path, token: token)).Ok();
        }

        (await world.SendAsync(HttpMethod.Get, "/user/export", token: token, headers: ("X-WX-Code", world.WxLogin()))).Ok().Json["phone"].Should().BeOfType<JsonObject>();
        (await world.LogOutAsync(token)).Status.Should().Be(System.Net.HttpStatusCode.NoContent);
        (await world.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");
    }
}
