using Amazon.DynamoDBv2.Model;
using MiniLogin.Apps;
using MiniLogin.Playground;

namespace MiniLogin.Tests.Commands;

/// <summary><c>minilogin</c> for apps of WeCom.</summary>
public sealed class WeComAppTests
{
    private const string WrongSecret = "a-wrong-secret-of-a-wecom-app-0123456789abc";
    private const string Add = $"apps add {World.WeComAppId} --name Corp --kind wecom";

    private static readonly AppId WeCom = AppId.Parse(World.WeComAppId);

    [Fact]
    public async Task Members_of_an_added_app_can_log_in()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;

        var ran = (await op.RunAsync($"{Add} --mini-program {World.AppId}", hidden: PlaygroundSettings.WeComSecret)).Should(0, "Secret (not shown): ");

        ran.Output.Should().Contain("企业可信IP");
        (await world.LogInToWeComAsync(world.QyLogin())).Ok();
        var app = (await op.RunAsync("apps list --json")).Should(0).Json["apps"]![0]!;
        (app["appId"]!.GetValue<string>(), app["kind"]!.GetValue<string>(), app["miniProgram"]!.GetValue<string>()).Should().Be((World.WeComAppId, "wecom", World.AppId));
        (await op.RunAsync("apps list")).Should(0).Output.Should().Contain("wecom");
    }

    [Fact]
    public async Task The_base_URL_and_the_mini_program_are_kept_with_the_app()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;

        (await op.RunAsync($"{Add} --base-url https://127.0.0.1:{DynamoDBServer.FreePort()} --mini-program {World.AppId}", PlaygroundSettings.WeComSecret)).Should(0, "could not be tried");

        var app = (await op.Table.FindAsync(WeCom, consistent: true, TestContext.Current.CancellationToken))!.App;
        (app.Kind, app.BaseUrl!.Scheme, app.BaseUrl.Host, app.MiniProgram).Should().Be((AppKind.WeCom, "https", "127.0.0.1", World.App));
    }

    [Theory]
    [InlineData("apps add wx0123456789abcdef --name Shop --kind wecom", "CORPID/AGENTID")]
    [InlineData("apps add ww0123456789abcdef/1000002 --name Corp --kind miniprogram", "app of WeCom")]
    [InlineData("apps add ww0123456789abcdef/1000002 --name Corp --kind suite", "suite")]
    [InlineData("apps add ww0123456789abcdef/1000002 --name Corp --base-url http://wecom.example.com", "https://")]
    [InlineData("apps add ww0123456789abcdef/1000002 --name Corp --base-url https://wecom.example.com/path", "https://")]
    [InlineData("apps add ww0123456789abcdef/1000002 --name Corp --mini-program ww0123456789abcdef/1000002", "--mini-program")]
    [InlineData("apps add wx0123456789abcdef --name Shop --mini-program wx0123456789abcdef", "WeCom only")]
    [InlineData("apps add ww0123456789abcdef --name Corp", "CORPID/AGENTID")]
    public async Task Wrong_usage_is_refused_before_the_secret_is_read(string command, string message)
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;

        (await op.RunAsync(command, PlaygroundSettings.WeComSecret)).Should(2, message);

        (await op.Table.ListAsync(TestContext.Current.CancellationToken)).Should().BeEmpty();
    }

    [Theory]
    [InlineData(World.AppSecret)]
    [InlineData("0123456789abcdefghijklmnopqrstuvwxyzABCDE+/")]
    public async Task A_secret_of_another_form_is_refused(string typed)
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;

        (await op.RunAsync(Add, typed)).Should(2, "43 to 64 letters").Error.Should().NotContain(typed);
    }

    [Fact]
    public async Task A_Secret_that_WeCom_rejects_is_not_stored()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;

        (await op.RunAsync(Add, WrongSecret)).Should(1, "(40001). Nothing was changed.");
        (await op.Table.ListAsync(TestContext.Current.CancellationToken)).Should().BeEmpty();
        (await op.RunAsync(Add, PlaygroundSettings.WeComSecret)).Should(0);

        (await op.RunAsync($"apps rotate-secret {World.WeComAppId} --yes", WrongSecret)).Should(1, "WeCom rejects this Secret");
        (await op.RunAsync($"apps rotate-secret {World.WeComAppId} --yes", PlaygroundSettings.WeComSecret)).Should(0).Output.Should().Contain("Replaced the Secret");
        (await world.LogInToWeComAsync(world.QyLogin())).Ok();
    }

    [Fact]
    public async Task An_app_that_is_not_linked_with_a_mini_program_is_added_with_a_warning()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        world.WeChat.Faults = new() { ErrCode = 48002 };

        (await op.RunAsync(Add, PlaygroundSettings.WeComSecret)).Should(0, "Warning: WeCom answers errcode 48002");
    }

    [Theory]
    [InlineData("baseUrl", "http://wecom.example.com")]
    [InlineData("kind", "miniprogram")]
    [InlineData("kind", "suite")]
    public async Task A_row_that_no_command_writes_is_no_app(string column, string value)
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        (await op.RunAsync(Add, PlaygroundSettings.WeComSecret)).Should(0);

        await op.DynamoDB.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = op.Options.AppsTable,
            Key = new() { ["appId"] = new(World.WeComAppId) },
            UpdateExpression = "SET #c = :v",
            ExpressionAttributeNames = new() { ["#c"] = column },
            ExpressionAttributeValues = new() { [":v"] = new(value) },
        }, TestContext.Current.CancellationToken);

        (await world.LogInToWeComAsync(world.QyLogin())).ShouldFail(400, "app_unknown");
        (await world.CallsToWeChatAsync(2)).Should().Be(2, "only the command called WeCom");
    }

    [Fact]
    public async Task Doctor_is_green_for_an_app_that_works_and_says_what_it_cannot_see()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        (await op.RunAsync(Add, PlaygroundSettings.WeComSecret)).Should(0);

        var checks = await ChecksAsync(op);

        checks[$"WeCom accepts the credentials of {World.WeComAppId}"].Should().StartWith("ok").And.Contain("does not show that it exchanges codes");
        checks[$"WeCom exchanges codes for {World.WeComAppId}"].Should().StartWith("ok").And.Contain("only a login shows it");
    }

    [Fact]
    public async Task Doctor_reports_each_thing_that_is_wrong()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        (await op.RunAsync(Add, PlaygroundSettings.WeComSecret)).Should(0);
        var exchange = $"WeCom exchanges codes for {World.WeComAppId}";
        var credentials = $"WeCom accepts the credentials of {World.WeComAppId}";

        world.WeChat.Faults = new() { ErrCode = 60020 };
        (await ChecksAsync(op))[exchange].Should().StartWith("warning").And.Contain("203.0.113.7").And.Contain("although gettoken works");
        world.WeChat.Faults = new() { ErrCode = 48002 };
        (await ChecksAsync(op))[exchange].Should().StartWith("failed").And.Contain("not linked");
        world.WeChat.Faults = new() { ErrCode = 45009 };
        (await ChecksAsync(op))[exchange].Should().StartWith("warning");
        world.WeChat.Faults = new() { WrongSecret = true };
        (await ChecksAsync(op))[credentials].Should().StartWith("failed").And.Contain("rotate-secret");
        world.WeChat.Faults = new() { Html = true };
        (await ChecksAsync(op))[credentials].Should().StartWith("unreachable");
        world.WeChat.Faults = new() { ErrCode = 99999 };
        (await ChecksAsync(op))[exchange].Should().StartWith("failed").And.Contain("developer.work.weixin.qq.com");
    }

    private static async Task<Dictionary<string, string>> ChecksAsync(Operator op) => System.Text.Json.Nodes.JsonNode.Parse((await op.RunAsync("doctor --json")).Output)!["checks"]!.AsArray()
        .ToDictionary(c => c!["check"]!.GetValue<string>(), c => $"{c!["status"]} {c["detail"]} {c["advice"]}");
}
