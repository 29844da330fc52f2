using System.Runtime.InteropServices;
using MiniLogin.Tests.Running;

namespace MiniLogin.Tests.Clients;

/// <summary>Runs the demo of src/miniprogram/demo, compiled by WeChat's compiler, against a Playground.</summary>
[Slow]
public sealed class DemoTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "test", "miniprogram");

    [Fact]
    public Task The_demo_works() => RunAsync(expected: "a picture is uploaded and shown");

    [Fact]
    public Task The_demo_works_on_DynamoDB_without_avatars() => RunAsync(expected: "a server without avatars shows a message", "--dynamodb", DynamoDBServer.Url);

    private static async Task RunAsync(string expected, params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture != Architecture.X64, "WeChat's compiler for Linux is for x64 only.");
        Assert.SkipUnless(await Npm.InstallAsync(Folder), "Needs npm, to install the compiler of mini programs.");
        await using var playground = await PlaygroundProcess.StartWithOwnTablesAsync(arguments);

        var (exitCode, output) = await Command.RunAsync("npm", ["test", "--silent"], Folder, new Dictionary<string, string>
        {
            ["PLAYGROUND_URL"] = playground.Http.BaseAddress!.ToString().TrimEnd('/'),
        });

        exitCode.Should().Be(0, output);
        output.Should().Contain(expected).And.MatchRegex("# pass [1-9]").And.Contain("# fail 0").And.Contain("# skipped 0");
    }
}
