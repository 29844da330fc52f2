using MiniLogin.Playground.WeChatSimulator;
using MiniLogin.Tests.Commands;
using MiniLogin.Tests.WebConsole;

namespace MiniLogin.Tests.OperatorPage;

/// <summary>
/// Runs operator.test.mjs of test/browser: the page of <c>minilogin console</c> in Chromium. On DynamoDB only: the command, like all
/// commands, calls the API of DynamoDB, which a Playground in memory does not have.
/// </summary>
[Slow]
public sealed class PageTests
{
    private const string Number = "13900139000";

    [Fact]
    public async Task The_page_works_in_a_browser()
    {
        var chromium = await BrowserTests.RequireAsync();
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        await op.AddAppAsync();
        foreach (var user in new[] { "meimei", "ajie", "lilei" })
        {
            await world.TokenAsync(user);
        }

        var token = await world.TokenAsync();
        world.WeChat.Users.TryFind("lilei", out var known);
        world.WeChat.Users.Add(known! with { PhoneNumber = Number });
        (await world.SendAsync(HttpMethod.Post, "/session/phone", new { code = world.WeChat.GetPhoneNumberCode(World.AppId, "lilei") }, token)).Ok();
        await using var console = await RunningConsole.StartAsync(op.WithWhere([]), op.Clock);

        var (exitCode, output) = await Command.RunAsync("npm", ["run", "test:operator", "--silent"], BrowserTests.Folder, new Dictionary<string, string>
        {
            ["OPERATOR_ADDRESS"] = console.Address.ToString(),
            ["OPERATOR_USER"] = World.UserKey("lilei").ToString(),
            ["OPERATOR_UNIONID"] = WeChatIds.UnionId("lilei"),
            ["OPERATOR_PHONE"] = Number,
            ["OPERATOR_SESSION"] = token.Split('.')[0],
            ["CHROMIUM"] = chromium,
        });

        exitCode.Should().Be(0, output);
        output.Should().MatchRegex("# pass [1-9]").And.Contain("# fail 0").And.Contain("# skipped 0");
    }
}
