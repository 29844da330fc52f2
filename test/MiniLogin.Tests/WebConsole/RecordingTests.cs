using Amazon.DynamoDBv2;
using MiniLogin.Playground.Console;
using MiniLogin.Playground.WeChatSimulator;

namespace MiniLogin.Tests.WebConsole;

/// <summary>The console records calls without their secrets.</summary>
public sealed class RecordingTests
{
    [Theory]
    [ClassData(typeof(BothStores))]
    public async Task A_login_is_recorded_from_the_phone_to_the_table(Store store)
    {
        await using var world = await StartAsync(store);

        (await world.LogInAsync(world.WxLogin())).Ok();

        var calls = Recorded(world);
        calls.Select(c => $"{c.From} > {c.To} {c.Method}").Should().Equal(
            "mini program > gateway POST",
            "gateway > function Login",
            "function > WeChat GET",
            "function > DynamoDB UpdateItem",
            "function > DynamoDB PutItem");
        calls.Should().OnlyContain(c => c.Status == 200 && c.Trace != null && c.Span == calls[0].Span);
        calls[3].Target.Should().EndWith("users");
        calls[4].Target.Should().EndWith("sessions");
        calls[4].RequestBody.Text.Should().Contain("TableName");
    }

    [Fact]
    public async Task All_calls_of_one_action_have_the_trace_of_the_caller()
    {
        await using var world = await World.StartAsync(Store.Memory);
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

        await world.SendAsync(HttpMethod.Post, "/login", new { code = world.WxLogin() }, headers: ("traceparent", $"00-{Trace}-00f067aa0ba902b7-01"));
        await world.SendAsync(HttpMethod.Get, "/session", headers: ("traceparent", $"00-{Trace}-00f067aa0ba902b8-01"));

        var calls = Recorded(world);
        calls.Should().OnlyContain(c => c.Trace == Trace);
        calls.Select(c => c.Span).Distinct().Should().HaveCount(2);
    }

    [Theory]
    [ClassData(typeof(BothStores))]
    public async Task A_failed_condition_is_recorded(Store store)
    {
        await using var world = await StartAsync(store, new() { LoginsPerUserAndMinute = 1 });
        await world.TokenAsync();
        world.Traffic.Clear();

        (await world.LogInAsync(world.WxLogin())).ShouldFail(429, "too_many_logins");

        var last = Recorded(world)[^1];
        last.Should().Match<RecordedCall>(c => c.To == "DynamoDB" && c.Method == "UpdateItem" && c.Status == 400);
        (last.Note + last.ResponseBody.Text).Should().Contain("ConditionalCheckFailedException");
    }

    [Fact]
    public async Task A_rejection_by_WeChat_is_recorded()
    {
        await using var world = await World.StartAsync(Store.Memory);

        await world.LogInAsync(world.WxLogin("laowang"));

        Recorded(world).Single(c => c.To == "WeChat").ResponseBody.Text.Should().Contain("40226");
    }

    [Fact]
    public async Task A_missing_answer_is_recorded()
    {
        await using var world = await World.StartAsync(Store.Memory);
        world.WeChat.Faults = new() { CutConnection = true };

        await world.LogInAsync(world.WxLogin());

        Recorded(world).Where(c => c.To == "WeChat").Should().HaveCount(2, "the call is sent once more").And.OnlyContain(c => c.Status == 0 && c.Note == "incomplete answer");
        Recorded(world).Single(c => c.To == "function").Status.Should().Be(503);
    }

    [Theory]
    [ClassData(typeof(BothStores))]
    public async Task No_recorded_call_shows_a_secret(Store store)
    {
        await using var world = await StartAsync(store);
        const string Nonce = "a-nonce-of-the-client-0001";
        var codes = Enumerable.Range(0, 4).Select(_ => world.WxLogin()).ToList();
        var sent = world.WeChat.GetUserInfo(World.AppId, "lilei");
        var token = (await world.SendAsync(HttpMethod.Post, "/login", new { code = codes[0], nonce = Nonce, encryptedData = sent.EncryptedData, iv = sent.Iv, rawData = sent.RawData, signature = sent.Signature })).Ok().Text("token");
        var wafer = (await world.SendAsync(HttpMethod.Get, "/login", headers: ("X-WX-Code", codes[1]))).Ok();
        var skey = wafer.Json["session"]!["skey"]!.GetValue<string>();
        var parts = token.Split('.');
        var phoneCode = world.WeChat.GetPhoneNumberCode(World.AppId, "lilei");
        (await world.SendAsync(HttpMethod.Post, "/session/phone", new { code = phoneCode }, token)).Ok();
        (await world.SendAsync(HttpMethod.Get, "/user", headers: ("X-WX-Skey", wafer.Json["data"]!["skey"]!.GetValue<string>()))).Ok();
        (await world.SendAsync(HttpMethod.Get, "/user", headers: [("X-WX-Id", parts[0]), ("X-WX-Skey", parts[1])])).Ok();
        (await world.SendAsync(HttpMethod.Get, $"/session?token={token}&code={codes[2]}", token: token)).Ok();
        (await world.SendAsync(HttpMethod.Get, "/user/export", token: token, headers: ("X-WX-Code", codes[3]))).Ok();
        await world.SendAsync(HttpMethod.Post, "/login", new StringContent($$"""{"code":"{{codes[2]}}","""));
        await world.LogOutAsync(token);

        var shown = await world.Http.GetStringAsync("/playground/calls", TestContext.Current.CancellationToken);

        world.WeChat.Users.TryFind("lilei", out var user);
        var sessionKey = world.WeChat.SessionKeys.Current(World.AppId, WeChatIds.OpenId(World.AppId, "lilei"));
        foreach (var secret in (string[])[.. codes, phoneCode, World.AppSecret, parts[1], skey, sessionKey, user!.PhoneNumber, Nonce])
        {
            shown.Should().NotContain(secret).And.NotContain(Uri.EscapeDataString(secret)).And.NotContain(System.Text.Json.JsonEncodedText.Encode(secret).Value);
        }

        shown.Should().NotContain("88_", "access_tokens of the simulated WeChat begin with it").And.NotMatchRegex("""B\\u0022:\\u0022(?!\*)""", "binary attributes are hashes, salts and encrypted values");
        shown.Should().Contain($"{parts[0]}.***", "the session id is not secret").And.Contain("jscode2session").And.Contain("getuserphonenumber");
    }

    [Theory]
    [InlineData("""{"token":"abc\"def","x":1}""", """{"token":"***","x":1}""")]
    [InlineData("""{"session_key":"tiihtNczf5v6AKRyjwEU""", """{"session_key":"***""" + "\"")]
    [InlineData("/cgi-bin/x?access_token=88_abc&y=1", "/cgi-bin/x?access_token=***&y=1")]
    [InlineData("""{"code":"session_invalid"}""", """{"code":"session_invalid"}""")]
    public void A_secret_is_hidden_in_JSON_and_URLs(string text, string shown) => Playground.Console.Secrets.Hide(text).Should().Be(shown);

    [Theory]
    [InlineData("Authorization", "Bearer garbage", "Bearer ***")]
    [InlineData("Authorization", "garbage", "***")]
    [InlineData("x-wx-code", "0abc", "***")]
    [InlineData("Referer", "https://servicewechat.com/", "https://servicewechat.com/")]
    public void A_secret_is_hidden_in_a_header(string name, string value, string shown) => Playground.Console.Secrets.HideHeader(name, value).Should().Be(shown);

    [Fact]
    public async Task Only_the_last_calls_are_kept()
    {
        await using var world = await World.StartAsync(Store.Memory);
        for (var i = 0; i < 160; i++)
        {
            await world.ShowSessionAsync("tttttttttttttttt.0123456789012345678901234567890123456789012");
        }

        world.Traffic.After(0).Calls.Should().HaveCount(300);
    }

    /// <summary>The recorded calls in the order of their start.</summary>
    private static List<RecordedCall> Recorded(World world) => [.. world.Traffic.After(0).Calls.OrderBy(c => c.Time)];

    /// <summary>Starts a world with the Playground's own DynamoDB client instead of the one that counts calls.</summary>
    private static Task<World> StartAsync(Store store, MiniLoginOptions? options = null) => World.StartAsync(store, options, services =>
    {
        if (store == Store.DynamoDB)
        {
            services.Remove(services.Last(s => s.ServiceType == typeof(IAmazonDynamoDB)));
        }
    });
}
