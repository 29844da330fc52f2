using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;

namespace MiniLogin.Tests.Commands;

/// <summary><c>minilogin doctor</c></summary>
public sealed class DoctorTests
{
    [Fact]
    public async Task All_checks_pass_on_a_local_stack()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;

        var ran = (await op.RunAsync("doctor")).Should(0);

        ran.Output.Should().Contain($"TTL of {op.Options.SessionsTable}").And.Contain($"WeChat accepts the credentials of {World.AppId}").And.Contain("Clock").And.NotContain("failed");
        var document = (await op.RunAsync("doctor --json")).Should(0).Json;
        document["well"]!.GetValue<bool>().Should().BeTrue();
        document["checks"]!.AsArray().Select(c => c!["status"]!.GetValue<string>()).Should().OnlyContain(s => s == "ok" || s == "warning");
    }

    [Fact]
    public async Task A_table_without_TTL_is_reported_with_the_command_that_fixes_it()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await SetTtlAsync(op, op.Options.SessionsTable, false);

        (await op.RunAsync("doctor")).Should(1).Output.Should().Contain($"TTL of {op.Options.SessionsTable}").And.Contain("is off").And.Contain("update-time-to-live");
    }

    [Fact]
    public async Task A_table_of_deletions_without_a_stream_of_keys_is_a_warning()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        (await op.RunAsync("doctor")).Should(0).Output.Should().Contain($"Stream of {op.Options.DeletionsTable}").And.Contain("apps are not told of deleted users").And.NotContain($"Stream of {op.Options.UsersTable}");

        await op.DynamoDB.UpdateTableAsync(new UpdateTableRequest { TableName = op.Options.DeletionsTable, StreamSpecification = new() { StreamEnabled = true, StreamViewType = "KEYS_ONLY" } }, TestContext.Current.CancellationToken);

        (await op.RunAsync("doctor")).Should(0).Output.Should().Contain("on, with keys only");
    }

    [Fact]
    public async Task A_missing_or_wrong_table_is_reported()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;

        (await op.RunAsync("doctor --sessions-table not-there")).Should(1).Output.Should().Contain("Table not-there").And.Contain("--sessions-table");
        (await op.RunAsync($"doctor --sessions-table {op.Options.AppsTable}")).Should(1).Output.Should().Contain("partition key id");
        (await op.RunAsync("apps list --apps-table not-there")).Should(1, "not-there");
        (await op.RunAsync("doctor --deletions-table not-there")).Should(1).Output.Should().Contain("Table not-there").And.Contain("--deletions-table");
    }

    [Fact]
    public async Task An_AppSecret_that_WeChat_rejects_is_reported()
    {
        var (world, op) = await StartAsync("ffffffffffffffffffffffffffffffff");
        await using var _ = world;
        using var __ = op;

        (await op.RunAsync("doctor")).Should(1).Output.Should().Contain("40125").And.Contain($"minilogin apps rotate-secret {World.AppId}");
    }

    [Fact]
    public async Task An_IP_allow_list_without_this_machine_is_a_warning_with_its_address()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        world.WeChat.Faults = new() { ErrCode = 40164 };

        (await op.RunAsync("doctor")).Should(0).Output.Should().Contain("40164").And.Contain("203.0.113.7");
    }

    [Fact]
    public async Task An_app_unknown_to_WeChat_or_not_registered_is_reported()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        (await op.RunAsync("apps add wxfedcba9876543210 --name Other", World.AppSecret)).Should(0, "40013");

        (await op.RunAsync("doctor")).Should(1).Output.Should().Contain("40013");
        (await op.RunAsync($"doctor --app {World.AppId}")).Should(0);
        (await op.RunAsync("doctor --app wx00000000000000ff")).Should(1).Output.Should().Contain("is not registered");
    }

    [Fact]
    public async Task Credentials_that_cannot_be_decrypted_are_reported()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        using var apps = new RegisteredApps(op.DynamoDB, op.Options.AppsTable);
        await apps.PutAsync(World.AppId, World.AppSecret, context: "wxfedcba9876543210");

        (await op.RunAsync("doctor")).Should(1).Output.Should().Contain($"Credentials of {World.AppId}").And.Contain("KMS cannot decrypt them");
    }

    [Fact]
    public async Task An_unreachable_WeChat_host_is_a_warning_if_another_one_answers()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        var dead = $"http://127.0.0.1:{DynamoDBServer.FreePort()}";

        var ran = (await op.RunAsync($"doctor --wechat-url {dead} --wechat-url {world.Http.BaseAddress!.GetLeftPart(UriPartial.Authority)}")).Should(0);
        ran.Output.Should().Contain($"WeChat {dead}").And.Contain("warning");
        (await op.RunAsync($"doctor --wechat-url {dead}")).Should(3).Output.Should().Contain("unreachable");
    }

    [Fact]
    public async Task The_exit_code_is_3_when_DynamoDB_is_unreachable()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        var dead = $"http://127.0.0.1:{DynamoDBServer.FreePort()}";

        (await op.RunAsync($"doctor --endpoint-url {dead}")).Should(3).Output.Should().Contain("DynamoDB is unreachable");
        (await op.RunAsync($"apps list --endpoint-url {dead}")).Should(3, "could not be reached");
    }

    [Fact]
    public async Task An_app_whose_users_have_no_unionid_is_a_warning_until_one_has()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        (await UnionIdCheckAsync(op)).Should().BeNull("there are no users");
        await world.TokenAsync("ajie");

        var check = (await UnionIdCheckAsync(op))!;
        check["status"]!.GetValue<string>().Should().Be("warning");
        check["detail"]!.GetValue<string>().Should().Contain("0 of 1");
        check["advice"]!.GetValue<string>().Should().Contain("open.weixin.qq.com").And.Contain("before a migration");

        await world.TokenAsync("lilei");
        check = (await UnionIdCheckAsync(op))!;
        check["status"]!.GetValue<string>().Should().Be("ok");
        check["detail"]!.GetValue<string>().Should().Contain("1 of 2");

        world.Pass(TimeSpan.FromDays(31));
        (await UnionIdCheckAsync(op)).Should().BeNull("nobody has logged in recently");
    }

    [Fact]
    public async Task A_wrong_clock_is_a_warning()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        world.Pass(TimeSpan.FromSeconds(90));

        (await op.RunAsync("doctor")).Should(0).Output.Should().MatchRegex("9[0-9] s ahead of WeChat's");
    }

    private static async Task<(World World, Operator Operator)> StartAsync(string secret = World.AppSecret)
    {
        var (world, op) = await Operator.StartAsync();
        await op.AddAppAsync();
        if (secret != World.AppSecret)
        {
            await op.ReplaceSecretAsync(secret);
        }

        await SetTtlAsync(op, op.Options.UsersTable, true);
        return (world, op);
    }

    private static async Task<JsonNode?> UnionIdCheckAsync(Operator op) =>
        (await op.RunAsync("doctor --json")).Should(0).Json["checks"]!.AsArray().SingleOrDefault(check => check!["check"]!.GetValue<string>() == $"Unionids of {World.AppId}");

    private static async Task SetTtlAsync(Operator op, string table, bool enabled)
    {
        var now = await op.DynamoDB.DescribeTimeToLiveAsync(new DescribeTimeToLiveRequest { TableName = table });
        if ((now.TimeToLiveDescription?.TimeToLiveStatus?.Value == "ENABLED") != enabled)
        {
            await op.DynamoDB.UpdateTimeToLiveAsync(new UpdateTimeToLiveRequest
            {
                TableName = table,
                TimeToLiveSpecification = new() { AttributeName = "expiresAt", Enabled = enabled },
            });
        }
    }
}
