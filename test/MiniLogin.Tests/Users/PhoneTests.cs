using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Account;
using MiniLogin.Secrets;
using MiniLogin.Users;

namespace MiniLogin.Tests.Users;

/// <summary>The phone number that a user shares with the WeChat button.</summary>
public sealed class PhoneTests
{
    private const string Number = "13900139000";

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_user_binds_their_phone_number(Store store)
    {
        await using var world = await World.StartAsync(store);
        var token = await world.TokenAsync();

        var reply = (await BindAsync(world, token, world.WeChat.GetPhoneNumberCode(World.AppId, "lilei"))).Ok();

        reply.Body.Should().Be($$"""{"phoneNumber":"{{Number}}","purePhoneNumber":"{{Number}}","countryCode":"86"}""");
        var found = await world.Services.GetRequiredService<PhoneService>().FindAsync(UserKey(), TestContext.Current.CancellationToken);
        found.Should().Be(new BoundPhone(Number, Number, "86"));
        found!.ToString().Should().NotContain(Number);
        world.Logs.Lines.Should().Contain(line => line.Contains("Event=phone_bound", StringComparison.Ordinal)).And.NotContain(line => line.Contains(Number, StringComparison.Ordinal));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_new_phone_number_replaces_the_old_one(Store store)
    {
        await using var world = await World.StartAsync(store);
        var token = await world.TokenAsync();
        (await BindAsync(world, token, world.WeChat.GetPhoneNumberCode(World.AppId, "lilei"))).Ok();

        world.WeChat.Users.TryFind("lilei", out var lilei);
        world.WeChat.Users.Add(lilei! with { PhoneNumber = "13700137000" });
        (await BindAsync(world, token, world.WeChat.GetPhoneNumberCode(World.AppId, "lilei"))).Ok().Text("phoneNumber").Should().Be("13700137000");

        (await world.Services.GetRequiredService<PhoneService>().FindAsync(UserKey(), TestContext.Current.CancellationToken))!.PhoneNumber.Should().Be("13700137000");
    }

    [Fact]
    public async Task A_Wafer_client_keeps_its_session_when_WeChat_rejects_the_code()
    {
        await using var world = await World.StartAsync(Store.Memory);
        (string, string) skey = ("X-WX-Skey", await world.TokenAsync());

        var reply = await world.SendAsync(HttpMethod.Post, "/session/phone", new { code = world.WeChat.GetPhoneNumberCode(World.AppId, "lilei") }, headers: [skey]);

        reply.Ok().Json["code"]!.GetValue<int>().Should().Be(0);
        reply.Json["data"]!["phoneNumber"]!.GetValue<string>().Should().Be(Number);
        (await world.SendAsync(HttpMethod.Post, "/session/phone", new { code = "unknown" }, headers: [skey])).ShouldFail(401, "code_rejected");
        (await world.SendAsync(HttpMethod.Post, "/session/phone", new { }, headers: [skey])).ShouldFail(400, "request_invalid", "code");
        (await world.SendAsync(HttpMethod.Post, "/session/phone", new { code = "x" }, headers: [("X-WX-Skey", "x.y")])).ShouldFailForWafer(401, "ERR_INVALID_SESSION");
    }

    [Fact]
    public async Task A_used_expired_unknown_or_wx_login_code_is_rejected()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = await world.TokenAsync();
        var used = world.WeChat.GetPhoneNumberCode(World.AppId, "lilei");
        var old = world.WeChat.GetPhoneNumberCode(World.AppId, "lilei");
        (await BindAsync(world, token, used)).Ok();

        (await BindAsync(world, token, used)).ShouldFail(401, "code_rejected");
        (await BindAsync(world, token, "unknown")).ShouldFail(401, "code_rejected");
        (await BindAsync(world, token, world.WxLogin())).ShouldFail(401, "code_rejected");
        world.Pass(TimeSpan.FromMinutes(6));
        (await BindAsync(world, token, old)).ShouldFail(401, "code_rejected");
        (await world.ShowSessionAsync(token)).Ok();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_code_of_another_user_is_rejected_and_stays_usable_for_that_user(Store store)
    {
        await using var world = await World.StartAsync(store);
        var (lilei, meimei) = (await world.TokenAsync(), await world.TokenAsync("meimei"));
        var code = world.WeChat.GetPhoneNumberCode(World.AppId, "meimei");

        (await BindAsync(world, lilei, code)).ShouldFail(401, "code_rejected");

        (await world.Services.GetRequiredService<PhoneService>().FindAsync(UserKey(), TestContext.Current.CancellationToken)).Should().BeNull();
        (await BindAsync(world, meimei, code)).Ok();
    }

    /// <summary>The errcodes that WeChat may answer for a code of another user or app: no document names the one.</summary>
    [Theory]
    [InlineData(40003)]
    [InlineData(40013)]
    [InlineData(40029)]
    [InlineData(40163)]
    [InlineData(43104)]
    [InlineData(61010)]
    public async Task A_code_of_another_user_or_app_is_rejected_without_an_alarm(int errCode)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = await world.TokenAsync();
        world.WeChat.Faults = new() { CallErrCode = errCode };

        (await BindAsync(world, token, "ofAnotherOne")).ShouldFail(401, "code_rejected");

        world.Logs.Lines.Should().NotContain(line => line.Contains("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_code_rejected_as_an_argument_also_alarms_the_operator()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = await world.TokenAsync();
        world.WeChat.Faults = new() { CallErrCode = 40097 };

        (await BindAsync(world, token, "ofAnotherOne")).ShouldFail(401, "code_rejected");

        world.Logs.Lines.Should().ContainSingle(line => line.Contains("Event=operator_needed", StringComparison.Ordinal)).Which.Should().Contain("API signing");
    }

    [Theory]
    [InlineData("{}", "code")]
    [InlineData("""{"code":""}""", "code")]
    [InlineData("""{"code":" space before"}""", "code")]
    [InlineData("""{"code":5}""", "code")]
    [InlineData("[]", "body")]
    [InlineData("", "body")]
    public async Task An_invalid_phone_body_is_refused_with_the_name_of_the_field(string body, string field)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = await world.TokenAsync();

        (await world.SendAsync(HttpMethod.Post, "/session/phone", new StringContent(body), token)).ShouldFail(400, "request_invalid", field);

        (await world.CallsToWeChatAsync(1)).Should().Be(1, "only the login called WeChat");
    }

    [Fact]
    public async Task WeChat_is_not_called_without_a_live_session()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = await world.TokenAsync();
        var users = world.Services.GetRequiredService<IUserStore>();
        await users.BlockAsync(UserKey(), TestContext.Current.CancellationToken);

        (await BindAsync(world, token, "code")).ShouldFail(401, "session_invalid");
        (await BindAsync(world, null, "code")).ShouldFail(401, "session_invalid");
        await users.DeleteAsync(UserKey(), world.Now.AddDays(1), TestContext.Current.CancellationToken);
        (await BindAsync(world, token, "code")).ShouldFail(401, "session_invalid");

        (await world.CallsToWeChatAsync(1)).Should().Be(1, "only the login called WeChat");
    }

    [Theory]
    [InlineData("86")]
    [InlineData("\"86\"")]
    public async Task The_country_code_may_be_a_number_or_text(string countryCode)
    {
        await using var world = await AnsweringAsync($$$"""{"phoneNumber":"{{{Number}}}","purePhoneNumber":"{{{Number}}}","countryCode":{{{countryCode}}},"watermark":{"timestamp":1,"appid":"{{{World.AppId}}}"}}""");

        var token = await world.TokenAsync();

        (await BindAsync(world, token, "code")).Ok().Text("countryCode").Should().Be("86");
    }

    [Theory]
    [InlineData("""{"phoneNumber":"13900139000","purePhoneNumber":"13900139000","countryCode":86,"watermark":{"timestamp":1,"appid":"wxfedcba9876543210"}}""")]
    [InlineData("""{"phoneNumber":"13900139000","purePhoneNumber":"13900139000","countryCode":86}""")]
    [InlineData("""{"phoneNumber":"","purePhoneNumber":"13900139000","countryCode":86,"watermark":{"appid":"wx0123456789abcdef"}}""")]
    [InlineData("""{"phoneNumber":"13900139000","purePhoneNumber":"13900139000","countryCode":true,"watermark":{"appid":"wx0123456789abcdef"}}""")]
    [InlineData("null")]
    public async Task A_phone_number_for_another_app_is_not_bound(string phone)
    {
        await using var world = await AnsweringAsync(phone);
        var token = await world.TokenAsync();

        (await BindAsync(world, token, "code")).ShouldFail(503, "wechat_unavailable");

        world.Logs.Lines.Should().NotContain(line => line.Contains(Number, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_phone_number_is_stored_encrypted_for_this_user_and_purpose()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        (await BindAsync(world, await world.TokenAsync(), world.WeChat.GetPhoneNumberCode(World.AppId, "lilei"))).Ok();

        var request = new GetItemRequest { TableName = world.Services.GetRequiredService<MiniLoginOptions>().UsersTable, Key = new() { ["userKey"] = new(UserKey().ToString()) } };
        var row = (await world.Services.GetRequiredService<IAmazonDynamoDB>().GetItemAsync(request, TestContext.Current.CancellationToken)).Item;

        row.Values.Should().NotContain(v => v.S != null && v.S.Contains(Number, StringComparison.Ordinal));
        var lies = row["sealedPhone"].B.ToArray();
        lies.AsSpan().IndexOf("1390"u8).Should().Be(-1);
        var keys = Playground.LocalCredentials.From(World.AppSecret).DataKeys;
        UserSeal.Open(keys, UserSeal.PhonePurpose, UserKey().ToString(), lies).Should().NotBeNull();
        UserSeal.Open(keys, UserSeal.SessionKeyPurpose, UserKey().ToString(), lies).Should().BeNull();
        UserSeal.Open(keys, UserSeal.PhonePurpose, $"{World.AppId}#another", lies).Should().BeNull();
    }

    [Fact]
    public async Task A_second_binding_costs_two_reads_and_one_write()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        var token = await world.TokenAsync();
        (await BindAsync(world, token, world.WeChat.GetPhoneNumberCode(World.AppId, "lilei"))).Ok();
        world.Calls.Clear();

        (await BindAsync(world, token, world.WeChat.GetPhoneNumberCode(World.AppId, "lilei"))).Ok();

        world.Calls.Operations.Should().Equal("GetItem", "GetItem", "UpdateItem");
    }

    private static UserKey UserKey() => World.UserKey("lilei");

    private static Task<Reply> BindAsync(World world, string? token, string code) => world.SendAsync(HttpMethod.Post, "/session/phone", new { code }, token);

    /// <summary>A world in which WeChat returns this phone_info for every code. All endpoints give the same answer.</summary>
    private static async Task<World> AnsweringAsync(string phone)
    {
        var server = new AnsweringServer($$"""{"openid":"oA","session_key":"tiihtNczf5v6AKRyjwEUhQ==","access_token":"t","expires_in":7200,"phone_info":{{phone}}}""");
        return await World.StartAsync(Store.Memory, weChat: server.Url, configure: services => services.AddSingleton(_ => server));
    }
}
