using System.Text.Json.Nodes;

namespace MiniLogin.Tests.Clients;

/// <summary>A script of test/clients that starts Playgrounds on DynamoDB, kills them, and prints what its clients saw.</summary>
internal static class ClientScript
{
    /// <summary>Runs the script, which must succeed, and returns the counts that it printed.</summary>
    public static async Task<JsonNode> RunAsync(ITestOutputHelper output, string script, params string[] options)
    {
        var url = DynamoDBServer.Url;
        var folder = Path.Combine(Repository.Root, "test", "clients");
        Assert.SkipUnless(await Npm.InstallAsync(folder), "Needs npm and node, to run the client library.");
        var playground = typeof(MiniLogin.Playground.PlaygroundSettings).Assembly.Location;

        var (exitCode, said) = await Command.RunAsync("node", [script, "--playground", playground, "--dynamodb", url, .. options], folder);

        output.WriteLine(said);
        exitCode.Should().Be(0, said);
        return JsonNode.Parse(said[said.IndexOf('{', StringComparison.Ordinal)..])!;
    }
}
