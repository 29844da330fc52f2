using MiniLogin.Tests.Running;

namespace MiniLogin.Tests.Clients;

/// <summary>Runs test/clients: the unmodified Wafer SDKs and our own client, against a Playground on DynamoDB.</summary>
[Slow]
public sealed class WaferClientTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "test", "clients");

    [Fact]
    public async Task The_unmodified_Wafer_clients_log_in()
    {
        var url = DynamoDBServer.Url;
        Assert.SkipUnless(await Npm.InstallAsync(Folder), "Needs npm, to install the client SDKs.");
        await using var playground = await PlaygroundProcess.StartAsync("--dynamodb", url);

        var (exitCode, output) = await Command.RunAsync("npm", ["test", "--silent"], Folder, new Dictionary<string, string>
        {
            ["PLAYGROUND_URL"] = playground.Http.BaseAddress!.ToString().TrimEnd('/'),
        });

        exitCode.Should().Be(0, output);
        output.Should().MatchRegex("# pass [1-9]").And.Contain("# fail 0").And.Contain("# skipped 0");
    }
}
