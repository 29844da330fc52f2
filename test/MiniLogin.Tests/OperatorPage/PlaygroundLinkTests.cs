using System.Text.Json.Nodes;
using MiniLogin.Playground.WeChatSimulator;

namespace MiniLogin.Tests.OperatorPage;

/// <summary>The command that the Playground's console shows.</summary>
public sealed class PlaygroundLinkTests
{
    [Fact]
    public async Task The_command_that_the_Playground_shows_opens_the_page_for_its_data()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        await world.TokenAsync();
        var command = (await StateAsync(world))["operatorCommand"]!.GetValue<string>();

        command.Should().StartWith("minilogin console --endpoint-url ");
        await using var console = await (await RunningConsole.StartAsync([.. command.Split(' ').Skip(2)])).OpenAsync();
        (await console.CallAsync("users"))["users"]!.AsArray().Select(user => user!["openId"]!.GetValue<string>()).Should().Equal(WeChatIds.OpenId(World.AppId, "lilei"));
    }

    [Fact]
    public async Task A_Playground_in_memory_has_no_such_command()
    {
        await using var world = await World.StartAsync(Store.Memory);

        (await StateAsync(world))["operatorCommand"].Should().BeNull();
    }

    private static async Task<JsonNode> StateAsync(World world) =>
        JsonNode.Parse(await world.Http.GetStringAsync("/playground/state", TestContext.Current.CancellationToken))!;
}
