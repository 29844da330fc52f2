using System.Text;

namespace MiniLogin.Tests.Commands;

/// <summary><c>minilogin apps</c></summary>
public sealed class AppsCommandTests
{
    private const string WrongSecret = "ffffffffffffffffffffffffffffffff";

    [Fact]
    public async Task Users_of_an_added_app_can_log_in()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;

        (await op.RunAsync($"apps add {World.AppId} --name Shop", World.AppSecret + "\n")).Should(0).Output.Should().Contain($"{World.AppId} is registered");

        var token = await world.TokenAsync();
        (await world.ShowSessionAsync(token)).Ok();
    }

    [Fact]
    public async Task The_secret_is_typed_at_a_hidden_prompt()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;

        (await op.RunAsync($"apps add {World.AppId} --name Shop", hidden: World.AppSecret)).Should(0, "AppSecret (not shown): ");

        (await op.CredentialsAsync()).AppSecret.Should().Be(World.AppSecret);
    }

    [Fact]
    public async Task Adding_an_app_twice_fails_and_changes_nothing()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        await op.AddAppAsync();
        var before = await op.Table.FindAsync(World.App, consistent: true, TestContext.Current.CancellationToken);

        (await op.RunAsync($"apps add {World.AppId} --name Other", World.AppSecret)).Should(1, "already registered");

        (await op.Table.FindAsync(World.App, consistent: true, TestContext.Current.CancellationToken)).Should().BeEquivalentTo(before);
    }

    [Fact]
    public async Task Apps_are_listed_for_people_and_for_scripts()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        await op.AddAppAsync();
        (await op.RunAsync(["apps", "add", "wxfedcba9876543210", "--name", "Café \u001b[31m"], World.AppSecret)).Should(0);

        (await op.RunAsync("apps list")).Should(0).Output.Should().Contain(World.AppId).And.Contain("Shop").And.Contain("Café ?[31m").And.NotContain("\u001b");
        var apps = (await op.RunAsync("apps list --json")).Should(0).Json["apps"]!.AsArray();

        apps.Select(a => a!["appId"]!.GetValue<string>()).Should().Equal(World.AppId, "wxfedcba9876543210");
        apps[0]!["enabled"]!.GetValue<bool>().Should().BeTrue();
        apps[0]!["createdAt"]!.GetValue<DateTimeOffset>().Should().BeCloseTo(world.Now, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_disabled_app_is_refused_within_a_minute_until_it_is_enabled()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        await op.AddAppAsync();
        var token = await world.TokenAsync();

        (await op.RunAsync($"apps disable {World.AppId}")).Should(2, "--yes");
        (await op.RunAsync($"apps disable {World.AppId}", "n\n", hidden: "")).Should(1, "Nothing was changed");
        world.Pass(TimeSpan.FromSeconds(61));
        (await world.ShowSessionAsync(token)).Ok();

        (await op.RunAsync($"apps disable {World.AppId} --json", "y\n", hidden: "")).Should(0).Json["enabled"]!.GetValue<bool>().Should().BeFalse();
        world.Pass(TimeSpan.FromSeconds(61));
        (await world.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");
        (await world.LogInAsync(world.WxLogin())).ShouldFail(400, "app_unknown");

        (await op.RunAsync($"apps enable {World.AppId}")).Should(0);
        world.Pass(TimeSpan.FromSeconds(61));
        (await world.ShowSessionAsync(token)).Ok();
    }

    [Fact]
    public async Task A_new_secret_is_used_within_a_minute_and_logs_nobody_out()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        await op.AddAppAsync();
        var token = await world.TokenAsync();
        await op.ReplaceSecretAsync(WrongSecret);
        world.Pass(TimeSpan.FromSeconds(61));
        (await world.LogInAsync(world.WxLogin())).ShouldFail(500, "app_misconfigured");

        (await op.RunAsync($"apps rotate-secret {World.AppId} --yes", World.AppSecret)).Should(0);

        world.Pass(TimeSpan.FromSeconds(61));
        (await world.LogInAsync(world.WxLogin())).Ok();
        (await world.ShowSessionAsync(token)).Ok();
    }

    [Fact]
    public async Task A_concurrent_change_is_not_overwritten()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        await op.AddAppAsync();
        var asRead = await op.Table.FindAsync(World.App, consistent: true, TestContext.Current.CancellationToken);
        (await op.RunAsync($"apps rotate-keys {World.AppId} --yes")).Should(0);

        (await op.Table.ReplaceCredentialsAsync(asRead!, [1, 2, 3], TestContext.Current.CancellationToken)).Should().BeFalse();

        (await op.CredentialsAsync()).TokenKeys.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("enable")]
    [InlineData("disable --yes")]
    [InlineData("rotate-secret --yes")]
    [InlineData("rotate-keys --yes")]
    public async Task A_command_for_an_unregistered_app_fails_and_adds_nothing(string command)
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;

        (await op.RunAsync($"apps {command} {World.AppId}", World.AppSecret)).Should(1, $"{World.AppId} is not registered.");

        (await op.Table.ListAsync(TestContext.Current.CancellationToken)).Should().BeEmpty();
    }

    [Fact]
    public async Task No_command_writes_a_secret()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        await op.AddAppAsync();
        await world.TokenAsync();
        foreach (var command in new[] { "apps list", "apps list --json", $"apps add {World.AppId} --name Again", $"apps rotate-keys {World.AppId} --yes", $"apps rotate-keys {World.AppId} --yes --json", $"apps rotate-secret {World.AppId} --yes", $"apps rotate-secret {World.AppId}", "doctor", "doctor --json", $"apps add {World.AppId} {World.AppSecret} --name Typed", "apps add --secret=" + World.AppSecret })
        {
            await op.RunAsync(command, World.AppSecret);
        }

        var written = string.Join('\n', op.Written);
        var credentials = await op.CredentialsAsync();
        var keys = credentials.TokenKeys.Concat(credentials.DataKeys).Select(k => k.Bytes.ToArray());

        written.Should().Contain(World.AppId, "there is something to look through");
        foreach (var secret in keys.Append(Encoding.UTF8.GetBytes(World.AppSecret)))
        {
            written.Should().NotContain(Convert.ToBase64String(secret)).And.NotContainEquivalentOf(Convert.ToHexString(secret));
        }

        written.Should().NotContain(World.AppSecret);
    }

    [Fact]
    public async Task All_sessions_of_an_app_end_within_a_minute_by_one_command()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        await op.AddAppAsync();
        var code = world.WxLogin();
        var stolen = new[] { (await world.LogInAsync(code, "a-nonce-of-the-client-0001")).Ok().Text("token"), await world.TokenAsync("meimei") };

        (await op.RunAsync($"apps end-sessions {World.AppId}")).Should(2, "--yes");
        (await op.RunAsync($"apps end-sessions {World.AppId} --yes --json")).Should(0).Json["sessionsEndedAt"]!.GetValue<DateTimeOffset>().Should().BeOnOrBefore(world.Now);
        (await op.RunAsync("apps end-sessions wxfedcba9876543210 --yes")).Should(1, "not registered");

        world.Pass(TimeSpan.FromSeconds(61));
        world.Calls.Clear();
        foreach (var token in stolen)
        {
            (await world.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");
            (await world.SendAsync(HttpMethod.Get, "/user", token: token)).ShouldFail(401, "session_invalid");
        }

        world.Calls.Operations.Should().NotContain("Scan");
        (await world.LogInAsync(code, "a-nonce-of-the-client-0001")).ShouldFail(401, "code_rejected");
        var again = await world.TokenAsync();
        (await world.SendAsync(HttpMethod.Get, "/sessions", token: again)).Ok().Json["sessions"]!.AsArray().Should().ContainSingle("the others have ended");
    }

    [Fact]
    public async Task A_login_after_all_sessions_have_ended_is_valid_even_if_the_operators_clock_is_ahead()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        await op.AddAppAsync();
        op.Clock = new Ahead(world.Now.AddMinutes(5));
        (await op.RunAsync($"apps end-sessions {World.AppId} --yes")).Should(0);

        var token = await world.TokenAsync();

        (await world.ShowSessionAsync(token)).Ok();
        (await op.RunAsync($"apps end-sessions {World.AppId} --yes")).Should(0);
        op.Clock = new Ahead(world.Now);
        (await op.RunAsync($"apps end-sessions {World.AppId} --yes --json")).Should(0).Json["sessionsEndedAt"]!.GetValue<DateTimeOffset>().Should().BeAfter(world.Now, "it never moves back");
    }

    [Theory]
    [InlineData("not-hex")]
    [InlineData("0123456789abcdef0123456789abcde")]
    [InlineData("0123456789abcdef 0123456789abcdef")]
    public async Task A_secret_of_another_form_is_refused_before_anything_is_asked_or_sent(string typed)
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        await op.AddAppAsync();

        (await op.RunAsync($"apps rotate-secret {World.AppId}", "y\n", hidden: typed)).Should(2, "32 hex digits").Error.Should().NotContain("[y/N]").And.NotContain(typed);
        (await op.RunAsync("apps add wxfedcba9876543210 --name Other", typed)).Should(2, "32 hex digits");

        (await op.CredentialsAsync()).AppSecret.Should().Be(World.AppSecret);
    }

    [Fact]
    public async Task The_secret_is_asked_for_before_the_confirmation()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        await op.AddAppAsync();
        await op.ReplaceSecretAsync(WrongSecret);

        (await op.RunAsync($"apps rotate-secret {World.AppId}", "n\n", hidden: World.AppSecret)).Should(1, "Nothing was changed");
        (await op.CredentialsAsync()).AppSecret.Should().Be(WrongSecret);
        var ran = (await op.RunAsync($"apps rotate-secret {World.AppId}", "y\n", hidden: World.AppSecret)).Should(0);

        ran.Error.Should().MatchRegex("(?s)^AppSecret \\(not shown\\): .*\\[y/N\\] $");
        (await op.CredentialsAsync()).AppSecret.Should().Be(World.AppSecret);
        (await op.RunAsync($"apps rotate-secret {World.AppId}", World.AppSecret)).Should(2, "--yes");
    }

    [Theory]
    [InlineData(40001)]
    [InlineData(40125)]
    public async Task A_secret_that_WeChat_rejects_is_not_stored(int errCode)
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        await op.AddAppAsync();
        await using var weChat = new AnsweringHost($$"""{"errcode":{{errCode}},"errmsg":"invalid appsecret, rid: 1"}""");

        (await op.RunAsync($"apps rotate-secret {World.AppId} --yes --wechat-url {weChat.Url}", WrongSecret)).Should(1, $"({errCode}). Nothing was changed.");
        (await op.RunAsync($"apps add wxfedcba9876543210 --name Other --wechat-url {weChat.Url}", WrongSecret)).Should(1, $"({errCode}). Nothing was changed.");

        (await op.CredentialsAsync()).AppSecret.Should().Be(World.AppSecret);
        (await op.Table.ListAsync(TestContext.Current.CancellationToken)).Should().ContainSingle();
    }

    [Theory]
    [InlineData("""{"errcode":40164,"errmsg":"invalid ip 1.2.3.4, not in whitelist"}""", "IP allow list (40164)")]
    [InlineData("<html>", "unreachable")]
    [InlineData(null, "unreachable")]
    public async Task A_secret_that_cannot_be_tried_is_stored_with_a_warning(string? answer, string warning)
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        await op.AddAppAsync();
        await using var weChat = new AnsweringHost(answer ?? "");
        var url = answer is null ? $"http://127.0.0.1:{DynamoDBServer.FreePort()}" : weChat.Url;

        (await op.RunAsync($"apps rotate-secret {World.AppId} --yes --wechat-url {url}", WrongSecret)).Should(0, warning);

        (await op.CredentialsAsync()).AppSecret.Should().Be(WrongSecret);
    }

    private sealed class Ahead(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
