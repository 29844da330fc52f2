using Amazon.DynamoDBv2;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Apps;
using MiniLogin.Playground;
using MiniLogin.Playground.InMemory;
using MiniLogin.WeChat;
using MiniLogin.WeChat.ThirdParty;

namespace MiniLogin.Tests.WeChat;

/// <summary>Mini programs of merchants, for which the third-party platform (第三方平台) acts, from the push to the login.</summary>
public sealed class ComponentTests
{
    private const string Nonce = "a-nonce-of-the-client-0001";

    /// <summary>Apps are cached for a minute.</summary>
    private static readonly TimeSpan CacheTime = TimeSpan.FromSeconds(61);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_merchants_mini_program_logs_in_without_a_secret(Store store)
    {
        await using var world = await Platform.StartAsync(store);
        (await world.LogInToMerchantAsync(world.MerchantLogin())).ShouldFail(400, "app_unknown");
        await world.AuthorizeAsync();

        var login = (await world.LogInToMerchantAsync(world.MerchantLogin())).Ok();

        login.Json["user"]!["openId"]!.GetValue<string>().Should().StartWith("o");
        login.Json["isNewUser"]!.GetValue<bool>().Should().BeTrue();
        (await world.ShowSessionAsync(login.Text("token"))).Ok();
        (await world.LogInToMerchantAsync(world.MerchantLogin())).Ok().Json["isNewUser"]!.GetValue<bool>().Should().BeFalse();
        world.Traffic.After(0).Calls.Should().NotContain(call => call.Target.Contains("secret=", StringComparison.Ordinal));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_login_costs_one_call_to_WeChat_and_the_tokens_are_fetched_once(Store store)
    {
        await using var world = await Platform.StartAsync(store);
        await world.AuthorizeAsync();
        (await world.CallsToWeChatAsync(3)).Should().Be(3, "api_component_token, api_query_auth, api_get_authorizer_info");
        (await world.LogInToMerchantAsync(world.MerchantLogin())).Ok();
        (await world.CallsToWeChatAsync(4)).Should().Be(4);
        world.Calls.Clear();

        (await world.LogInToMerchantAsync(world.MerchantLogin("meimei"))).Ok();

        (await world.CallsToWeChatAsync(5)).Should().Be(5);
        string[] writes = store == Store.DynamoDB ? ["PutItem", "UpdateItem"] : [];
        world.Calls.Operations.Should().Equal(writes);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_login_that_is_sent_again_returns_the_same_session(Store store)
    {
        await using var world = await Platform.StartAsync(store);
        await world.AuthorizeAsync();
        var code = world.MerchantLogin();

        var token = (await world.LogInToMerchantAsync(code, Nonce)).Ok().Text("token");

        (await world.LogInToMerchantAsync(code, Nonce)).Ok().Text("token").Should().Be(token);
        (await world.LogInToMerchantAsync(code, "another-nonce-of-a-client1")).ShouldFail(401, "code_rejected");
        (await world.LogInToMerchantAsync("0no_such_code")).ShouldFail(401, "code_rejected");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_console_plays_the_merchant(Store store)
    {
        await using var world = await Platform.StartAsync(store);

        (await world.SendAsync(HttpMethod.Post, "/playground/component/authorize")).Json["status"]!.GetValue<int>().Should().Be(200);
        var code = (await world.SendAsync(HttpMethod.Post, "/playground/wx/merchant/login", new { user = "lilei" })).Text("code");
        (await world.LogInToMerchantAsync(code)).Ok();
        var state = (await world.SendAsync(HttpMethod.Get, "/playground/state")).Json;
        (state["merchantAppId"]!.GetValue<string>(), state["isAuthorized"]!.GetValue<bool>()).Should().Be((Platform.Merchant, true));

        (await world.SendAsync(HttpMethod.Post, "/playground/component/deauthorize")).Json["status"]!.GetValue<int>().Should().Be(200);
        world.Pass(CacheTime);
        (await world.LogInToMerchantAsync(world.MerchantLogin())).ShouldFail(400, "app_unknown");
    }

    [Fact]
    public async Task A_code_of_another_app_is_rejected()
    {
        await using var world = await Platform.StartAsync(Store.Memory);
        await world.AuthorizeAsync();

        (await world.LogInToMerchantAsync(world.WxLogin())).ShouldFail(401, "code_rejected");
        (await world.LogInToMerchantAsync(world.QyLogin())).ShouldFail(401, "code_rejected");
        (await world.LogInAsync(world.MerchantLogin())).ShouldFail(401, "code_rejected");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_merchant_who_leaves_is_disabled_and_one_who_returns_is_enabled(Store store)
    {
        await using var world = await Platform.StartAsync(store);
        await world.AuthorizeAsync();
        var token = (await world.LogInToMerchantAsync(world.MerchantLogin())).Ok().Text("token");
        world.Pass(CacheTime);

        (await world.Push().DeauthorizeAsync(Platform.Merchant, Cancel)).Should().Be(200);

        world.Pass(CacheTime);
        (await world.LogInToMerchantAsync(world.MerchantLogin())).ShouldFail(400, "app_unknown");
        (await world.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");
        (await world.Push().AuthorizeAsync(Platform.Merchant, "张三的店", Cancel)).Should().Be(200);
        world.Pass(CacheTime);
        (await world.LogInToMerchantAsync(world.MerchantLogin())).Ok().Json["isNewUser"]!.GetValue<bool>().Should().BeFalse("the data of the app stays");
        (await world.ShowSessionAsync(token)).Ok();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_merchant_who_left_without_a_push_is_the_operators(Store store)
    {
        await using var world = await Platform.StartAsync(store);
        await world.AuthorizeAsync();
        world.WeChat.Component.Deauthorize(Platform.Merchant);

        (await world.LogInToMerchantAsync(world.MerchantLogin())).ShouldFail(500, "app_misconfigured");

        world.Logs.Lines.Should().ContainSingle(line => line.Contains("Event=app_misconfigured", StringComparison.Ordinal)).Which.Should().Contain("61003").And.Contain("component reconcile");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_phone_number_is_bound_with_the_merchants_token(Store store)
    {
        await using var world = await Platform.StartAsync(store);
        await world.AuthorizeAsync();
        var token = (await world.LogInToMerchantAsync(world.MerchantLogin())).Ok().Text("token");
        (await world.CallsToWeChatAsync(4)).Should().Be(4);

        (await world.BindPhoneAtMerchantAsync(token)).Ok();

        (await world.CallsToWeChatAsync(5)).Should().Be(5, "the token came with the authorisation");
        world.Pass(TimeSpan.FromHours(2));
        await world.PushTicketAsync();
        (await world.BindPhoneAtMerchantAsync(token)).Ok();
        (await world.CallsToWeChatAsync(8)).Should().Be(8, "api_component_token, api_authorizer_token, the number");
    }

    [Fact]
    public async Task The_developers_other_servers_get_the_merchants_token_too()
    {
        await using var world = await Platform.StartAsync(Store.Memory);
        await world.AuthorizeAsync();

        var issued = (await world.Services.GetRequiredService<AccessTokenService>().GetAsync(Platform.MerchantApp, rejectedToken: null, Cancel)).Should().BeOfType<AccessTokenResult.Issued>().Which;

        world.WeChat.AccessTokens.Check(issued.AccessToken, out var appId).Should().Be(0);
        appId.Should().Be(Platform.Merchant);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_newest_refresh_token_is_kept(Store store)
    {
        await using var world = await Platform.StartAsync(store);
        await world.AuthorizeAsync();
        var token = (await world.LogInToMerchantAsync(world.MerchantLogin())).Ok().Text("token");
        for (var renewal = 0; renewal < 2; renewal++)
        {
            world.WeChat.Component.RenewRefreshToken(Platform.Merchant);
            world.Pass(TimeSpan.FromHours(2));

            (await world.BindPhoneAtMerchantAsync(token)).Ok();

            world.WeChat.Component.ForgetRefreshToken(Platform.Merchant);
        }
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_authorisation_of_an_app_with_a_secret_of_its_own_changes_nothing(Store store)
    {
        await using var world = await Platform.StartAsync(store);
        await world.PushTicketAsync();
        await RegisterOwnAsync(world, store);
        var code = world.WeChat.Component.Authorize(Platform.Merchant, "张三的店");
        var calls = world.WeChat.Served;

        (await world.PushAsync("authorized", $"<AuthorizerAppid>{Platform.Merchant}</AuthorizerAppid><AuthorizationCode>{code}</AuthorizationCode>")).ShouldFail(403, "push_refused");
        (await world.PushAsync("unauthorized", $"<AuthorizerAppid>{Platform.Merchant}</AuthorizerAppid>")).ShouldFail(403, "push_refused");

        world.Logs.Lines.Where(line => line.Contains("Event=operator_needed", StringComparison.Ordinal)).Should().HaveCount(2).And.AllSatisfy(line => line.Should().Contain(Platform.Merchant).And.Contain("secret of its own"));
        world.WeChat.Served.Should().Be(calls, "the authorization_code is not used");
        var app = await world.Services.GetRequiredService<IAppRegistry>().FindAsync(Platform.MerchantApp, Cancel);
        (app!.Kind, app.Enabled, app.Name).Should().Be((AppKind.MiniProgram, true, "Own"));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_push_that_comes_again_does_no_harm(Store store)
    {
        await using var world = await Platform.StartAsync(store);
        await world.PushTicketAsync();
        var code = world.WeChat.Component.Authorize(Platform.Merchant, "张三的店");
        var at = world.Now;
        var elements = $"<AuthorizerAppid>{Platform.Merchant}</AuthorizerAppid><AuthorizationCode>{code}</AuthorizationCode>";
        (await world.PushAsync("authorized", elements, at)).ShouldBeTaken();
        var calls = world.WeChat.Served;

        (await world.PushAsync("authorized", elements, at)).ShouldBeTaken();
        (await world.PushAsync("unauthorized", $"<AuthorizerAppid>{Platform.Merchant}</AuthorizerAppid>", at.AddSeconds(-1))).ShouldBeTaken();

        world.WeChat.Served.Should().Be(calls);
        (await world.LogInToMerchantAsync(world.MerchantLogin())).Ok();
    }

    [Fact]
    public async Task A_merchant_whom_the_operator_disabled_stays_disabled()
    {
        await using var world = await Platform.StartAsync(Store.DynamoDB);
        await world.AuthorizeAsync();
        (await new AppTable(world.Services.GetRequiredService<IAmazonDynamoDB>(), world.Options).SetEnabledAsync(Platform.MerchantApp, enabled: false, Cancel)).Should().BeTrue();
        world.Pass(CacheTime);

        (await world.Push().AuthorizeAsync(Platform.Merchant, "张三的店", Cancel, "updateauthorized")).Should().Be(200);

        world.Pass(CacheTime);
        (await world.LogInToMerchantAsync(world.MerchantLogin())).ShouldFail(400, "app_unknown");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_mini_program_that_the_platform_registered_can_be_used_at_once(Store store)
    {
        await using var world = await Platform.StartAsync(store);
        await world.PushTicketAsync();
        var code = world.WeChat.Component.Authorize(Platform.Merchant, "张三的店");

        (await world.PushAsync("notify_third_fasteregister", $"<appid>{Platform.Merchant}</appid><status>0</status><auth_code>{code}</auth_code><msg>OK</msg><info><name><![CDATA[tencent]]></name></info>")).ShouldBeTaken();

        (await world.LogInToMerchantAsync(world.MerchantLogin())).Ok();
        (await world.PushAsync("notify_third_fasteregister", "<appid></appid><status>100001</status><auth_code></auth_code><msg>failed</msg>")).ShouldBeTaken();
        world.Logs.Lines.Should().Contain(line => line.Contains("Event=component_push", StringComparison.Ordinal) && line.Contains("status 100001", StringComparison.Ordinal));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_expired_authorization_code_is_the_operators(Store store)
    {
        await using var world = await Platform.StartAsync(store);
        await world.PushTicketAsync();
        var elements = $"<AuthorizerAppid>{Platform.Merchant}</AuthorizerAppid><AuthorizationCode>queryauthcode@@@unknown</AuthorizationCode>";

        (await world.PushAsync("authorized", elements)).ShouldBeTaken();

        world.Logs.Lines.Should().ContainSingle(line => line.Contains("Event=operator_needed", StringComparison.Ordinal)).Which.Should().Contain("component reconcile");
        (await world.LogInToMerchantAsync(world.MerchantLogin())).ShouldFail(400, "app_unknown");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task While_WeChat_is_down_an_authorisation_is_asked_for_again(Store store)
    {
        await using var world = await Platform.StartAsync(store);
        await world.PushTicketAsync();
        var code = world.WeChat.Component.Authorize(Platform.Merchant, "张三的店");
        var elements = $"<AuthorizerAppid>{Platform.Merchant}</AuthorizerAppid><AuthorizationCode>{code}</AuthorizationCode>";
        world.WeChat.Faults = new() { ComponentErrCode = -1 };

        (await world.PushAsync("authorized", elements)).ShouldFail(503, "wechat_unavailable");

        world.WeChat.Faults = new();
        (await world.PushAsync("authorized", elements)).ShouldBeTaken();
        (await world.LogInToMerchantAsync(world.MerchantLogin())).Ok();
    }

    [Fact]
    public async Task Without_a_ticket_the_operator_is_told()
    {
        await using var world = await Platform.StartAsync(Store.Memory);
        var code = world.WeChat.Component.Authorize(Platform.Merchant, "张三的店");

        (await world.PushAsync("authorized", $"<AuthorizerAppid>{Platform.Merchant}</AuthorizerAppid><AuthorizationCode>{code}</AuthorizationCode>")).ShouldFail(503, "wechat_unavailable");

        world.WeChat.Served.Should().Be(0);
        world.Logs.Lines.Should().ContainSingle(line => line.Contains("Event=app_misconfigured", StringComparison.Ordinal)).Which.Should().Contain("component start-push");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Without_a_platform_there_is_no_such_route(Store store)
    {
        await using var world = await Platform.StartAsync(store);
        await world.AuthorizeAsync();
        var token = (await world.LogInToMerchantAsync(world.MerchantLogin())).Ok().Text("token");

        await RemoveAsync(world, store);

        (await world.PushAsync("component_verify_ticket", "")).ShouldFail(404, "component_off");
        (await world.SendPushAsync("", "")).ShouldFail(404, "component_off");
        (await world.LogInToMerchantAsync(world.MerchantLogin())).ShouldFail(500, "app_misconfigured");
        (await world.ShowSessionAsync(token)).Ok();
        world.Logs.Lines.Should().ContainSingle(line => line.Contains("Event=app_misconfigured", StringComparison.Ordinal)).Which.Should().Contain("component set");
    }

    [Fact]
    public async Task Neither_the_log_nor_an_answer_contains_a_secret_of_the_platform()
    {
        await using var world = await Platform.StartAsync(Store.Memory);
        await world.AuthorizeAsync();
        var login = world.MerchantLogin();
        (await world.LogInToMerchantAsync(login)).Ok();
        world.WeChat.Faults = new() { ErrCode = 61004 };
        var refused = (await world.LogInToMerchantAsync(world.MerchantLogin())).ShouldFail(500, "app_misconfigured");
        refused.Body.Should().NotContain("203.0.113.7");

        var store = world.Services.GetRequiredService<InMemoryComponentStore>();
        var component = store.Component!;
        string?[] secrets =
        [
            PlaygroundSettings.Component.Secret, PlaygroundSettings.Component.Token, PlaygroundSettings.Component.EncodingAesKey, login,
            component.Open(Component.TicketPurpose, (await store.FindTicketAsync(Cancel))!.Bytes), component.Open(Component.TokenPurpose, (await store.FindTokenAsync(Cancel))!.Bytes),
            world.WeChat.Component.Find(Platform.Merchant)!.RefreshToken,
        ];
        var said = string.Join('\n', world.Logs.Lines);
        secrets.Should().AllSatisfy(secret => said.Should().NotContain(secret).And.NotContain(Uri.EscapeDataString(secret!)));
        world.Logs.Lines.Should().ContainSingle(line => line.Contains("Event=ip_not_allowed", StringComparison.Ordinal)).Which.Should().Contain("203.0.113.7");
        world.Logs.Lines.Should().ContainSingle(line => line.Contains("Event=app_misconfigured", StringComparison.Ordinal)).Which.Should().Contain("fixed address");
    }

    private static async Task RegisterOwnAsync(World world, Store store)
    {
        var app = new App(Platform.MerchantApp, "Own", Enabled: true);
        if (store == Store.Memory)
        {
            world.Apps.Register(app, LocalCredentials.From(World.AppSecret));
        }
        else
        {
            (await new AppTable(world.Services.GetRequiredService<IAmazonDynamoDB>(), world.Options).AddAsync(app, [1], world.Now, Cancel)).Should().BeTrue();
        }
    }

    private static async Task RemoveAsync(World world, Store store)
    {
        if (store == Store.Memory)
        {
            world.Services.GetRequiredService<InMemoryComponentStore>().Component = null;
        }
        else
        {
            await ((DynamoDBComponentStore)world.Services.GetRequiredService<IComponentStore>()).RemoveAsync(Cancel);
        }
    }
}
