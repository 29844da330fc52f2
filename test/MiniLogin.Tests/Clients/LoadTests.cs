using System.Text.Json.Nodes;

namespace MiniLogin.Tests.Clients;

/// <summary>A small run of test/clients/load.mjs: parallel mini programs, lost answers, and a Playground killed halfway.</summary>
[Slow]
public sealed class LoadTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Sessions_survive_a_killed_process_and_every_answer_is_correct()
    {
        var url = DynamoDBServer.Url;
        var folder = Path.Combine(Repository.Root, "test", "clients");
        Assert.SkipUnless(await Npm.InstallAsync(folder), "Needs npm and node, to run the client library.");
        var playground = typeof(MiniLogin.Playground.PlaygroundSettings).Assembly.Location;

        var (exitCode, said) = await Command.RunAsync("node", ["load.mjs", "--playground", playground, "--dynamodb", url, "--count", "200", "--at-once", "50"], folder);

        output.WriteLine(said);
        exitCode.Should().Be(0, said);
        var figures = JsonNode.Parse(said[said.IndexOf('{', StringComparison.Ordinal)..])!;
        figures["logins"]!.GetValue<int>().Should().Be(200);
        figures["checks"]!.GetValue<int>().Should().Be(2000);
        figures["restarts"]!.GetValue<int>().Should().Be(1);
        figures["callsWithoutAnswer"]!.GetValue<int>().Should().BePositive("the process was killed");
    }
}
