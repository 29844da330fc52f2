using System.Diagnostics;

namespace MiniLogin.Tests.OwnStack;

/// <summary>A local DynamoDB for every platform, https://github.com/architect/dynalite. Unlike the other one it lacks TTL.</summary>
internal sealed class Dynalite : IDisposable
{
    private readonly Process _process;

    private Dynalite(Process process, string url) => (_process, Url) = (process, url);

    public string Url { get; }

    /// <summary>Skips the calling test without npm.</summary>
    public static async Task<Dynalite> StartAsync()
    {
        var folder = Path.Combine(Repository.Root, "test", "dynamodb");
        Assert.SkipUnless(await Npm.InstallAsync(folder), "Needs npm.");
        var port = DynamoDBServer.FreePort();
        var process = Process.Start(new ProcessStartInfo("node", [Path.Combine(folder, "node_modules", "dynalite", "cli.js"), "--port", $"{port}"]) { RedirectStandardOutput = true })!;
        await DynamoDBServer.ListensAsync(port);
        return new(process, $"http://127.0.0.1:{port}");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
