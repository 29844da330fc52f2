using System.Text.Json.Nodes;

namespace MiniLogin.Tests.Clients;

/// <summary>A short run of test/clients/chaos.mjs: two processes on one store, killed at random.</summary>
[Slow]
public sealed class ChaosTests(ITestOutputHelper output)
{
    [Fact]
    public async Task No_answer_is_wrong_while_two_processes_are_killed_at_random()
    {
        var url = DynamoDBServer.Url;
        var folder = Path.Combine(Repository.Root, "test", "clients");
        Assert.SkipUnless(await Npm.InstallAsync(folder), "Needs npm and node.");
        var playground = typeof(MiniLogin.Playground.PlaygroundSettings).Assembly.Location;

        var (exitCode, said) = await Command.RunAsync("node", ["chaos.mjs", "--playground", playground, "--dynamodb", url, "--seconds", "10", "--users", "20"], folder);

        output.WriteLine(said);
        exitCode.Should().Be(0, said);
        var counts = JsonNode.Parse(said[said.IndexOf('{', StringComparison.Ordinal)..])!;
        counts["kills"]!.GetValue<int>().Should().BePositive();
        counts["deletions"]!.GetValue<int>().Should().BePositive();
        counts["wrongAnswers"]!.GetValue<int>().Should().Be(0);
    }
}
