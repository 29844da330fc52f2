using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Apps;
using MiniLogin.Playground;
using MiniLogin.WeChat;
using MiniLogin.WeChat.ThirdParty;

namespace MiniLogin.Tests.Commands;

/// <summary><c>minilogin component</c>, and what doctor says of a third-party platform.</summary>
public sealed class ComponentCommandTests
{
    private const string Set = "component set --app-id wxc0ffee0123456789";
    private const string Gone = "wxbbbbbbbbbbbbbbbb";

    private static readonly string Secrets = $"{PlaygroundSettings.Component.Secret}\n{PlaygroundSettings.Component.Token}\n{PlaygroundSettings.Component.EncodingAesKey}\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_platform_is_configured_shown_and_removed()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        (await op.RunAsync("component show")).Should(1, "component set");
        (await op.RunAsync("component start-push")).Should(1, "component set");
        (await op.RunAsync("component reconcile")).Should(1, "component set");
        (await world.SendPushAsync("", "")).ShouldFail(404, "component_off");
        world.Pass(TimeSpan.FromSeconds(61));

        (await op.RunAsync(Set, Secrets)).Should(0).Output.Should().Contain("every 10 minutes");

        await world.AuthorizeAsync();
        (await world.LogInToMerchantAsync(world.MerchantLogin())).Ok();
        var shown = (await op.RunAsync("component show --json")).Should(0);
        (shown.Json["appId"]!.GetValue<string>(), shown.Json["merchants"]!.GetValue<int>(), shown.Json["merchantsEnabled"]!.GetValue<int>()).Should().Be(("wxc0ffee0123456789", 1, 1));
        shown.Json["ticketCreatedAt"].Should().NotBeNull();
        shown.Json["tokenExpiresAt"].Should().NotBeNull();
        (await op.RunAsync("component show")).Should(0).Output.Should().Contain("0 min old");
        (await op.RunAsync("apps list")).Should(0).Output.Should().Contain("authorizer").And.Contain("张三的店");
        (await op.RunAsync("component remove --yes")).Should(0);
        (await op.RunAsync("component show")).Should(1);
        world.Pass(TimeSpan.FromSeconds(61));
        (await world.PushAsync("component_verify_ticket", "")).ShouldFail(404, "component_off");
        string.Concat(op.Written).Should().NotContain(PlaygroundSettings.Component.Secret).And.NotContain(PlaygroundSettings.Component.EncodingAesKey).And.NotContain("ticket@@@");
    }

    [Theory]
    [InlineData("short\nplayground\nabcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "AppSecret")]
    [InlineData("fedcba9876543210fedcba9876543210\n\nabcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "Token")]
    [InlineData("fedcba9876543210fedcba9876543210\nplayground\nabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH", "EncodingAESKey")]
    [InlineData("fedcba9876543210fedcba9876543210\nplayground", "EncodingAESKey")]
    public async Task A_malformed_secret_is_refused_and_not_shown(string typed, string name)
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;

        var ran = (await op.RunAsync(Set, typed)).Should(2, name);

        ran.Error.Should().Contain("Nothing was changed").And.NotContain("abcdefghijklmnop");
        (await op.RunAsync("component show")).Should(1);
    }

    [Theory]
    [InlineData("component set", "--app-id")]
    [InlineData("component set --app-id ww0123456789abcdef/1000002", "--app-id")]
    [InlineData("component set --app-id gh_0123456789ab", "--app-id")]
    public async Task Wrong_usage_is_refused(string command, string message)
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;

        (await op.RunAsync(command, Secrets)).Should(2, message);
    }

    [Fact]
    public async Task The_appid_of_a_registered_mini_program_is_refused()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        (await op.RunAsync($"apps add {World.AppId} --name Shop", World.AppSecret)).Should(0);

        (await op.RunAsync($"component set --app-id {World.AppId}", Secrets)).Should(1, "registered as an app");
    }

    [Fact]
    public async Task A_new_EncodingAESKey_keeps_the_previous_one_the_ticket_and_the_token()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        (await op.RunAsync(Set, Secrets)).Should(0);
        await world.AuthorizeAsync();

        (await op.RunAsync(Set, Secrets.Replace(PlaygroundSettings.Component.EncodingAesKey, new('B', 43), StringComparison.Ordinal))).Should(0);

        var shown = (await op.RunAsync("component show --json")).Should(0).Json;
        shown["encodingAesKeys"]!.GetValue<int>().Should().Be(2);
        shown["ticketCreatedAt"].Should().NotBeNull();
        world.Pass(TimeSpan.FromSeconds(61));
        await world.PushTicketAsync();
        (await world.PushAsync("component_verify_ticket", "<ComponentVerifyTicket>a</ComponentVerifyTicket>", world.Now.AddSeconds(1), component: PlaygroundSettings.Component with { EncodingAesKey = new('B', 43) })).ShouldBeTaken();
        (await world.LogInToMerchantAsync(world.MerchantLogin())).Ok();
        world.WeChat.Component.TokensIssued.Should().Be(1);
    }

    [Fact]
    public async Task A_platform_with_another_appid_has_no_ticket()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        (await op.RunAsync(Set, Secrets)).Should(0);
        await world.PushTicketAsync();

        (await op.RunAsync("component set --app-id wx134c8103faa5a59e", Secrets)).Should(0);

        (await op.RunAsync("component show --json")).Should(0).Json["ticketCreatedAt"].Should().BeNull();
    }

    [Fact]
    public async Task Start_push_asks_for_a_ticket()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        (await op.RunAsync(Set, Secrets)).Should(0);
        world.WeChat.Faults = new() { ComponentErrCode = 61004 };
        (await op.RunAsync("component start-push")).Should(1, "61004");
        world.WeChat.Faults = new();

        (await op.RunAsync("component start-push")).Should(0);

        var store = world.Services.GetRequiredService<IComponentStore>();
        for (var attempt = 0; attempt < 50 && await store.FindTicketAsync(Cancel) is null; attempt++)
        {
            await Task.Delay(100, Cancel);
        }

        (await store.FindTicketAsync(Cancel)).Should().NotBeNull();
    }

    [Fact]
    public async Task Reconcile_does_what_lost_pushes_would_have_done()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        (await op.RunAsync(Set, Secrets)).Should(0);
        await world.AuthorizeAsync();
        (await world.Push().AuthorizeAsync(Gone, "Gone", Cancel)).Should().Be(200);
        (await op.RunAsync($"apps disable {Platform.Merchant} --yes")).Should(0);
        world.WeChat.Component.Deauthorize(Gone);
        world.WeChat.Component.Authorize("wxcccccccccccccccc", "New");
        (await op.RunAsync($"apps add {World.AppId} --name Own", World.AppSecret)).Should(0);
        world.Pass(TimeSpan.FromSeconds(61));

        var dry = (await op.RunAsync("component reconcile --dry-run --json")).Should(0).Json;
        (dry["added"]!.ToJsonString(), dry["enabled"]!.ToJsonString(), dry["disabled"]!.ToJsonString()).Should().Be(("""["wxcccccccccccccccc"]""", "[]", $"""["{Gone}"]"""));
        (await op.Table.ListAsync(Cancel)).Where(row => row.App.Enabled).Should().HaveCount(2, "a dry run changes nothing");

        (await op.RunAsync("component reconcile")).Should(0).Output.Should().Contain("added 1, enabled 0, disabled 1");

        var rows = (await op.Table.ListAsync(Cancel)).ToDictionary(row => row.App.AppId.ToString(), row => row.App);
        (rows[Gone].Enabled, rows["wxcccccccccccccccc"].Enabled, rows["wxcccccccccccccccc"].Name, rows[Platform.Merchant].Enabled).Should().Be((false, true, "New", false), "what the operator disabled stays disabled");
        (await op.RunAsync("component reconcile")).Should(0).Output.Should().Contain("added 0, enabled 0, disabled 0");
        world.WeChat.Component.Authorize(Gone, "Gone");
        world.Pass(TimeSpan.FromSeconds(2));
        (await op.RunAsync("component reconcile")).Should(0).Output.Should().Contain("enabled 1");
        (await op.RunAsync($"apps enable {Platform.Merchant}")).Should(0);
    }

    [Fact]
    public async Task Reconcile_reads_all_pages_of_the_list()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        (await op.RunAsync(Set, Secrets)).Should(0);
        await world.PushTicketAsync();
        for (var merchant = 0; merchant < 501; merchant++)
        {
            world.WeChat.Component.Authorize($"wx{merchant:x16}", "Merchant");
        }

        var dry = (await op.RunAsync("component reconcile --dry-run --json")).Should(0).Json;

        (dry["listed"]!.GetValue<int>(), dry["added"]!.AsArray().Count).Should().Be((501, 501));
    }

    [Theory]
    [InlineData(61004)]
    [InlineData(-1)]
    [InlineData(99999)]
    public async Task Reconcile_changes_nothing_if_the_list_cannot_be_read(int errCode)
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        (await op.RunAsync(Set, Secrets)).Should(0);
        await world.AuthorizeAsync();
        world.WeChat.Component.Deauthorize(Platform.Merchant);
        world.WeChat.Faults = new() { ComponentErrCode = errCode };

        (await op.RunAsync("component reconcile")).Should(1, "Nothing was changed");

        (await op.Table.FindAsync(Platform.MerchantApp, consistent: true, Cancel))!.App.Enabled.Should().BeTrue();
    }

    [Fact]
    public async Task Reconcile_never_changes_an_app_with_a_secret_of_its_own()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        (await op.RunAsync(Set, Secrets)).Should(0);
        await world.PushTicketAsync();
        (await op.RunAsync($"apps add {World.AppId} --name Own", World.AppSecret)).Should(0);
        world.WeChat.Component.Authorize(World.AppId, "Merchant");

        (await op.RunAsync("component reconcile")).Should(1, "secret of its own");

        (await op.Table.FindAsync(World.App, consistent: true, Cancel))!.App.Kind.Should().Be(AppKind.MiniProgram);
    }

    [Fact]
    public async Task The_secret_of_a_merchants_app_cannot_be_replaced_but_its_keys_can()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        (await op.RunAsync(Set, Secrets)).Should(0);
        await world.AuthorizeAsync();
        var token = (await world.LogInToMerchantAsync(world.MerchantLogin())).Ok().Text("token");
        (await op.RunAsync($"apps rotate-secret {Platform.Merchant} --yes", World.AppSecret)).Should(1, "has no secret");

        for (var rotation = 0; rotation < 3; rotation++)
        {
            (await op.RunAsync($"apps rotate-keys {Platform.Merchant} --yes")).Should(0);
            world.Pass(TimeSpan.FromMinutes(15));
        }

        world.Pass(TimeSpan.FromHours(2));
        await world.PushTicketAsync();
        (await world.BindPhoneAtMerchantAsync(token)).Ok("the refresh token was encrypted again");
    }

    [Fact]
    public async Task Doctor_is_green_for_a_platform_that_works()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        (await ChecksAsync(op)).Keys.Should().NotContain("Third-party platform");
        (await op.RunAsync(Set, Secrets)).Should(0);
        await world.AuthorizeAsync();

        var checks = await ChecksAsync(op);

        checks["Third-party platform"].Should().StartWith("ok");
        checks["Ticket of wxc0ffee0123456789"].Should().StartWith("ok");
        checks["WeChat gives wxc0ffee0123456789 a token"].Should().StartWith("ok");
        checks[$"{Platform.Merchant} authorises the platform"].Should().StartWith("ok");
        checks.Should().NotContainKey($"WeChat accepts the credentials of {Platform.Merchant}");
        world.WeChat.Component.TokensIssued.Should().Be(1, "doctor uses the token of the functions");
    }

    [Fact]
    public async Task Doctor_reports_each_thing_that_is_wrong_with_a_platform()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        (await op.RunAsync(Set, Secrets)).Should(0);
        const string Ticket = "Ticket of wxc0ffee0123456789";
        const string Token = "WeChat gives wxc0ffee0123456789 a token";
        var merchant = $"{Platform.Merchant} authorises the platform";
        var fresh = await ChecksAsync(op);
        fresh[Ticket].Should().StartWith("warning", "WeChat pushes the first within ten minutes").And.Contain("/wechat/component").And.Contain("start-push");
        fresh.Should().NotContainKey(Token);
        await world.AuthorizeAsync();

        foreach (var (status, expected) in new[] { (1, "ok"), (18, "warning"), (14, "failed"), (16, "failed"), (19, "failed") })
        {
            world.WeChat.Component.SetStatus(Platform.Merchant, status);
            (await ChecksAsync(op))[merchant].Should().StartWith(expected);
        }

        world.WeChat.Component.Deauthorize(Platform.Merchant);
        (await ChecksAsync(op))[merchant].Should().StartWith("failed").And.Contain("component reconcile");
        world.WeChat.Faults = new() { ComponentErrCode = 61004 };
        (await ChecksAsync(op))[merchant].Should().StartWith("warning").And.Contain("fixed address");
        world.WeChat.Faults = new() { ComponentErrCode = 99999 };
        (await ChecksAsync(op))[merchant].Should().StartWith("failed");
        world.WeChat.Faults = new();
        world.Pass(TimeSpan.FromMinutes(30));
        (await ChecksAsync(op))[Ticket].Should().StartWith("warning").And.Contain("every 10 minutes");
        world.Pass(TimeSpan.FromHours(12));
        (await ChecksAsync(op))[Ticket].Should().StartWith("failed").And.Contain("12 hours");
        foreach (var (errCode, expected) in new[] { (61004, "warning"), (61005, "failed"), (40125, "failed"), (45011, "warning"), (-1, "unreachable") })
        {
            world.Pass(ComponentTokens.LeaseFor);
            world.WeChat.Faults = new() { TokenErrCode = errCode };
            (await ChecksAsync(op))[Token].Should().StartWith(expected, "errcode {0}", errCode);
        }

        (await op.RunAsync("component remove --yes")).Should(0);
        (await ChecksAsync(op))["Third-party platform"].Should().StartWith("failed").And.Contain("component set");
        (await op.RunAsync(Set, Secrets)).Should(0);
        var withoutTicket = await ChecksAsync(op);
        withoutTicket[Ticket].Should().StartWith("failed", "its merchants need it");
        withoutTicket[Token].Should().NotStartWith("ok");
    }

    [Fact]
    public async Task A_row_of_the_platform_is_no_app()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        (await op.RunAsync(Set, Secrets)).Should(0);
        await world.AuthorizeAsync();

        (await op.RunAsync("apps list --json")).Should(0).Json["apps"]!.AsArray().Should().ContainSingle();
        (await op.DynamoDB.ScanAsync(new ScanRequest { TableName = op.Options.AppsTable }, Cancel)).Items.Should().HaveCount(4, "the platform, its ticket, its token and the merchant");
    }

    private static Task<(World World, Operator Operator)> StartAsync() => Operator.StartAsync(configure: services => services.AddSingleton<IAccessTokenStore, DynamoDBAccessTokenStore>());

    private static async Task<Dictionary<string, string>> ChecksAsync(Operator op) => System.Text.Json.Nodes.JsonNode.Parse((await op.RunAsync("doctor --json")).Output)!["checks"]!.AsArray()
        .ToDictionary(c => c!["check"]!.GetValue<string>(), c => $"{c!["status"]} {c["detail"]} {c["advice"]}");
}
