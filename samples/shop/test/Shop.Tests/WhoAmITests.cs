using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Shop.Tests;

/// <summary>The function in JavaScript. The Playground of .NET does not run it, so this test starts Node.</summary>
public sealed class WhoAmITests
{
    private const string Call = """
        const { handler } = await import('./index.mjs');
        const lambda = { userKey: 'k', appId: 'a', openId: 'o', sessionId: 's', other: 'x' };
        console.log(JSON.stringify(await handler({ requestContext: { authorizer: { lambda } } })));
        """;

    [Fact]
    public async Task It_returns_what_the_authorizer_knows()
    {
        using var node = Process.Start(new ProcessStartInfo("node", ["--input-type=module", "--eval", Call]) { WorkingDirectory = Folder(), RedirectStandardOutput = true })!;

        var output = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        output.Trim().Should().Be("""{"userKey":"k","appId":"a","openId":"o","sessionId":"s"}""");
    }

    private static string Folder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "src", "whoami");
}
