using Amazon.DynamoDBv2.Model;

namespace MiniLogin.Tests.Commands;

/// <summary><c>minilogin doctor</c></summary>
public sealed class DoctorTests
{
    [Fact]
    public async Task On_a_local_stack_all_is_well()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;

        var ran = (await op.RunAsync("doctor")).Should(0);

        ran.Output.Should().Contain($"TTL of {op.Options.SessionsTable}").And.Contain($"WeChat takes the credentials of {World.AppId}").And.Contain("Clock").And.NotContain("failed");
        var document = (await op.RunAsync("doctor --json")).Should(0).Json;
        document["well"]!.GetValue<bool>().Should().BeTrue();
        document["checks"]!.AsArray().Select(c => c!["status"]!.GetValue<string>()).Should().OnlyContain(s => s == "ok" || s == "warning");
    }

    [Fact]
    public async Task A_table_that_lacks_TTL_is_named_with_what_to_do()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        await SetTtlAsync(op, op.Options.SessionsTable, false);

        (await op.RunAsync("doctor")).Should(1).Output.Should().Contain($"TTL of {op.Options.SessionsTable}").And.Contain("is off").And.Contain("update-time-to-live");
    }

    [Fact]
    public async Task A_table_that_is_not_there_or_is_another_is_named()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;

        (await op.RunAsync("doctor --sessions-table not-there")).Should(1).Output.Should().Contain("Table not-there").And.Contain("--sessions-table");
        (await op.RunAsync($"doctor --sessions-table {op.Options.AppsTable}")).Should(1).Output.Should().Contain("partition key id");
        (await op.RunAsync("apps list --apps-table not-there")).Should(1, "not-there");
    }

    [Fact]
    public async Task A_secret_that_WeChat_does_not_take_is_named()
    {
        var (world, op) = await StartAsync("not-the-secret");
        await using var _ = world;
        using var __ = op;

        (await op.RunAsync("doctor")).Should(1).Output.Should().Contain("40125").And.Contain($"minilogin apps rotate-secret {World.AppId}");
    }

    [Fact]
    public async Task An_app_that_WeChat_does_not_know_is_named_and_one_that_is_not_registered_too()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        (await op.RunAsync("apps add wxfedcba9876543210 --name Other", "a-secret")).Should(0);

        (await op.RunAsync("doctor")).Should(1).Output.Should().Contain("40013");
        (await op.RunAsync($"doctor --app {World.AppId}")).Should(0);
        (await op.RunAsync("doctor --app wx00000000000000ff")).Should(1).Output.Should().Contain("is not registered");
    }

    [Fact]
    public async Task Credentials_that_do_not_open_are_named()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        using var apps = new RegisteredApps(op.DynamoDB, op.Options.AppsTable);
        await apps.PutAsync(World.AppId, World.AppSecret, context: "wxfedcba9876543210");

        (await op.RunAsync("doctor")).Should(1).Output.Should().Contain($"Credentials of {World.AppId}").And.Contain("KMS does not open them");
    }

    [Fact]
    public async Task A_WeChat_host_that_does_not_answer_is_a_warning_while_another_does()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        var dead = $"http://127.0.0.1:{DynamoDBServer.FreePort()}";

        var ran = (await op.RunAsync($"doctor --wechat-url {dead} --wechat-url {world.Http.BaseAddress!.GetLeftPart(UriPartial.Authority)}")).Should(0);
        ran.Output.Should().Contain($"WeChat {dead}").And.Contain("warning");
        (await op.RunAsync($"doctor --wechat-url {dead}")).Should(3).Output.Should().Contain("no answer");
    }

    [Fact]
    public async Task A_DynamoDB_that_does_not_answer_ends_with_3()
    {
        var (world, op) = await StartAsync();
        await using var _ = world;
        using var __ = op;
        var dead = $"http://127.0.0.1:{DynamoDBServer.FreePort()}";

        (await op.RunAsync($"doctor --endpoint-url {dead}")).Should(3).Output.Should().Contain("DynamoDB does not answer");
        (await op.RunAsync($"apps list --endpoint-url {dead}")).Should(3, "could not be reached");
    }

    [Fact]
    public async Task A_clock_that_is_off_is_a_warning()
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
        await op.AddAppAsync(secret);
        await SetTtlAsync(op, op.Options.UsersTable, true);
        return (world, op);
    }

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
