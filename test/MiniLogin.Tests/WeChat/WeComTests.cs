using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Account;
using MiniLogin.Apps;
using MiniLogin.Playground;
using MiniLogin.Playground.WeChatSimulator;
using MiniLogin.Tests.Failures;
using MiniLogin.Users;
using MiniLogin.WeChat;

namespace MiniLogin.Tests.WeChat;

/// <summary>Logins of a mini program that runs in WeCom (企业微信).</summary>
public sealed class WeComTests
{
    private const string Nonce = "a-nonce-of-the-client-0001";
    private const string OtherCorp = "ww17f8d10783494584";
    private const string OtherApp = OtherCorp + "/1000044";
    private const string OtherSecret = "another-secret-of-a-wecom-app-0123456789abc";

    private static readonly AppId WeCom = AppId.Parse(World.WeComAppId);

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_member_of_a_corp_logs_in(Store store)
    {
        await using var world = await World.StartAsync(store);

        var login = (await world.LogInToWeComAsync(world.QyLogin())).Ok();

        login.Json["user"]!["openId"]!.GetValue<string>().Should().Be("lilei");
        login.Json["user"]!["unionId"]!.GetValue<string>().Should().Be("ww0123456789abcdef#lilei");
        login.Json["isNewUser"]!.GetValue<bool>().Should().BeTrue();
        (await world.ShowSessionAsync(login.Text("token"))).Ok();
        (await world.LogInToWeComAsync(world.QyLogin())).Ok().Json["isNewUser"]!.GetValue<bool>().Should().BeFalse();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_login_that_is_sent_again_returns_the_same_session(Store store)
    {
        await using var world = await World.StartAsync(store);
        var code = world.QyLogin();

        var token = (await world.LogInToWeComAsync(code, Nonce)).Ok().Text("token");

        (await world.LogInToWeComAsync(code, Nonce)).Ok().Text("token").Should().Be(token);
        if (store == Store.DynamoDB)
        {
            await using var another = await World.StartAsync(store, beside: world);
            (await another.LogInToWeComAsync(code, Nonce)).Ok().Text("token").Should().Be(token, "another environment finds it by its row");
        }
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Parallel_logins_with_one_code_get_one_session(Store store)
    {
        await using var world = await World.StartAsync(store);
        var code = world.QyLogin();

        var logins = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.LogInToWeComAsync(code, Nonce)));

        logins.Select(login => login.Ok().Text("token")).Distinct().Should().ContainSingle("WeCom answers the losers 40029, as for an expired code");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_code_that_was_used_with_another_nonce_is_rejected(Store store)
    {
        await using var world = await World.StartAsync(store);
        var code = world.QyLogin();
        (await world.LogInToWeComAsync(code, Nonce)).Ok();

        (await world.LogInToWeComAsync(code, "a-nonce-of-an-attacker-01")).ShouldFail(401, "code_rejected");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_expired_code_is_rejected(Store store)
    {
        await using var world = await World.StartAsync(store);
        var code = world.QyLogin();
        world.Pass(TimeSpan.FromMinutes(5));

        (await world.LogInToWeComAsync(code)).ShouldFail(401, "code_rejected");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_code_of_a_member_of_another_corp_is_rejected_and_the_operator_is_told(Store store)
    {
        await using var world = await World.StartAsync(store);
        RegisterOtherCorp(world, World.AppId);

        (await world.LogInToWeComAsync(world.QyLogin(corpId: OtherCorp))).ShouldFail(401, "code_rejected");

        world.Logs.Lines.Should().ContainSingle(line => line.Contains("Event=operator_needed", StringComparison.Ordinal)).Which.Should().Contain("another corp");
        (await world.Services.GetRequiredService<IUserStore>().FindAsync(new(WeCom, "lilei"), TestContext.Current.CancellationToken)).Should().BeNull();
        var login = (await world.LogInToWeComAsync(world.QyLogin(corpId: OtherCorp), appId: OtherApp)).Ok();
        login.Json["user"]!["unionId"]!.GetValue<string>().Should().Be($"{OtherCorp}#lilei");
    }

    [Fact]
    public async Task An_app_that_is_not_linked_with_the_mini_program_is_misconfigured()
    {
        await using var world = await World.StartAsync(Store.Memory);
        RegisterOtherCorp(world, "wxfedcba9876543210");

        (await world.LogInToWeComAsync(world.QyLogin(), appId: OtherApp)).ShouldFail(500, "app_misconfigured");

        world.Logs.Lines.Should().ContainSingle(line => line.Contains("Event=app_misconfigured", StringComparison.Ordinal)).Which.Should().Contain("48002").And.Contain("not linked");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_code_of_WeChat_is_rejected_in_WeCom_and_the_reverse(Store store)
    {
        await using var world = await World.StartAsync(store);

        (await world.LogInToWeComAsync(world.WxLogin())).ShouldFail(401, "code_rejected");
        (await world.LogInAsync(world.QyLogin())).ShouldFail(401, "code_rejected");
    }

    [Fact]
    public async Task A_Referer_never_selects_an_app_of_WeCom()
    {
        await using var world = await World.StartAsync(Store.Memory);

        foreach (var referer in new[] { World.WeComAppId, World.CorpId })
        {
            (await world.SendAsync(HttpMethod.Post, "/login", new { code = world.QyLogin() }, headers: ("Referer", $"https://servicewechat.com/{referer}/7/page-frame.html"))).ShouldFail(401, "code_rejected");
        }

        (await world.CallsToWeChatAsync(2)).Should().Be(2, "both went to the default mini program");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_login_costs_one_call_to_WeCom_and_the_access_token_is_fetched_once(Store store)
    {
        await using var world = await World.StartAsync(store);
        (await world.LogInToWeComAsync(world.QyLogin())).Ok();
        (await world.CallsToWeChatAsync(2)).Should().Be(2, "gettoken and the code");
        world.Calls.Clear();

        (await world.LogInToWeComAsync(world.QyLogin("meimei"))).Ok();

        (await world.CallsToWeChatAsync(3)).Should().Be(3);
        string[] writes = store == Store.DynamoDB ? ["PutItem", "UpdateItem"] : [];
        world.Calls.Operations.Should().Equal(writes);
        world.Pass(TimeSpan.FromMinutes(119));
        (await world.LogInToWeComAsync(world.QyLogin())).Ok();
        (await world.CallsToWeChatAsync(4)).Should().Be(4, "WeCom gives no other token before the end");
        world.Pass(TimeSpan.FromMinutes(2));
        (await world.LogInToWeComAsync(world.QyLogin())).Ok();
        (await world.CallsToWeChatAsync(6)).Should().Be(6);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_void_access_token_is_fetched_again_once(Store store)
    {
        await using var world = await World.StartAsync(store);
        (await world.LogInToWeComAsync(world.QyLogin())).Ok();
        world.WeChat.WeCom.Tokens.Revoke();

        (await world.LogInToWeComAsync(world.QyLogin())).Ok();

        (await world.CallsToWeChatAsync(5)).Should().Be(5, "the code, gettoken, the code");
    }

    [Fact]
    public async Task Environments_share_the_access_token_of_an_app()
    {
        await using var one = await World.StartAsync(Store.DynamoDB, configure: services => services.AddSingleton<IAccessTokenStore, DynamoDBAccessTokenStore>());
        (await new AppTable(one.Services.GetRequiredService<Amazon.DynamoDBv2.IAmazonDynamoDB>(), one.Options).AddAsync(new(WeCom, "Shop", Enabled: true, Kind: AppKind.WeCom), [1], one.Now, TestContext.Current.CancellationToken)).Should().BeTrue();
        await using var two = await World.StartAsync(Store.DynamoDB, beside: one, configure: services => services.AddSingleton<IAccessTokenStore, DynamoDBAccessTokenStore>());

        (await one.LogInToWeComAsync(one.QyLogin())).Ok();
        (await two.LogInToWeComAsync(one.QyLogin())).Ok();

        (await one.CallsToWeChatAsync(3)).Should().Be(3);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_private_deployment_is_called_at_its_own_address(Store store)
    {
        await using var relay = new WeChatRelay();
        await using var world = await World.StartAsync(store);
        relay.Target = world.Http.BaseAddress;
        world.Apps.Register(new(WeCom, "Private", Enabled: true, Kind: AppKind.WeCom) { BaseUrl = relay.Url }, LocalCredentials.From(PlaygroundSettings.WeComSecret));

        (await world.LogInToWeComAsync(world.QyLogin())).Ok();

        relay.Calls.Should().Be(2);
        (await world.LogInAsync(world.WxLogin())).Ok();
        relay.Calls.Should().Be(2);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_member_deletes_the_account_with_a_code_of_WeCom_only(Store store)
    {
        await using var world = await World.StartAsync(store);
        var token = (await world.LogInToWeComAsync(world.QyLogin())).Ok().Text("token");

        (await world.SendAsync(HttpMethod.Get, "/user/export", token: token, headers: ("X-WX-Code", world.QyLogin()))).Ok().Text("appId").Should().Be(World.WeComAppId);
        (await world.SendAsync(HttpMethod.Delete, "/user", token: token, headers: ("X-WX-Code", world.WxLogin()))).ShouldFail(401, "code_rejected");
        (await world.SendAsync(HttpMethod.Delete, "/user", token: token, headers: ("X-WX-Code", world.QyLogin("meimei")))).ShouldFail(401, "code_rejected");

        (await world.SendAsync(HttpMethod.Delete, "/user", token: token, headers: ("X-WX-Code", world.QyLogin()))).Status.Should().Be(HttpStatusCode.NoContent);
        (await world.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");
    }

    [Fact]
    public async Task What_WeCom_does_not_offer_is_never_asked_of_WeChat()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = (await world.LogInToWeComAsync(world.QyLogin())).Ok().Text("token");
        (await world.CallsToWeChatAsync(2)).Should().Be(2);

        (await world.SendAsync(HttpMethod.Post, "/session/phone", new { code = world.WeChat.GetPhoneNumberCode(World.AppId, "lilei") }, token)).ShouldFail(400, "not_offered");
        var keys = world.Services.GetRequiredService<SessionKeyService>();
        foreach (var ask in new[] { keys.CheckAsync, keys.ResetAsync })
        {
            (await ask(new(WeCom, "lilei"), TestContext.Current.CancellationToken)).Should().BeOfType<SessionKeyOutcome.Failed>().Which.Failure.Should().BeOfType<WeChatFailure.NotOffered>();
        }

        world.WeChat.Served.Should().Be(2);
    }

    [Fact]
    public async Task Neither_the_log_nor_an_answer_contains_a_secret_of_WeCom()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var codes = new[] { world.QyLogin(), world.QyLogin(), "no-code-of-anybody" };
        var answers = new List<string>();
        foreach (var (code, faults) in codes.Zip(new[] { Faults.None, new Faults { ErrCode = 60020 }, Faults.None }))
        {
            world.WeChat.Faults = faults;
            answers.Add((await world.LogInToWeComAsync(code)).Body);
        }

        world.WeChat.WeCom.CheckCredentials(World.CorpId, PlaygroundSettings.WeComSecret, out var app);
        var said = string.Join('\n', world.Logs.Lines.Concat(answers[1..]));
        foreach (var secret in codes.Append(PlaygroundSettings.WeComSecret).Append(world.WeChat.WeCom.Tokens.Issue(app!).Token).Append(world.WeChat.WeCom.SessionKeys.Current(World.CorpId, "lilei")))
        {
            said.Should().NotContain(secret).And.NotContain(Uri.EscapeDataString(secret));
        }

        world.Logs.Lines.Should().NotContain(line => line.Contains("lilei", StringComparison.Ordinal));
        string.Concat(answers).Should().NotContain("203.0.113.7");
    }

    private static void RegisterOtherCorp(World world, string miniProgram)
    {
        world.WeChat.WeCom.RegisterApp(new(OtherCorp, OtherSecret, miniProgram));
        world.Apps.Register(new(AppId.Parse(OtherApp), "Other corp", Enabled: true, Kind: AppKind.WeCom), LocalCredentials.From(OtherSecret));
    }
}
