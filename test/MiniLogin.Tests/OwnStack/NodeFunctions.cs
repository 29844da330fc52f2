using System.Diagnostics;

namespace MiniLogin.Tests.OwnStack;

/// <summary>The Node function of test/MiniLogin.OwnStack behind Lambda's Invoke API.</summary>
internal sealed class NodeFunctions : IDisposable
{
    private readonly Process _process;

    private NodeFunctions(Process process, string url) => (_process, Url) = (process, url);

    public string Url { get; }

    public static async Task<NodeFunctions> StartAsync()
    {
        var script = Path.Combine(Repository.Root, "test", "packages", "lambda.mjs");
        var folder = Path.Combine(Repository.Root, "test", "MiniLogin.OwnStack", "node");
        var process = Process.Start(new ProcessStartInfo("node", [script, "0", folder]) { RedirectStandardOutput = true })!;
        return new(process, (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
