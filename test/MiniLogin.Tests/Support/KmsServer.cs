using System.ComponentModel;
using System.Diagnostics;

[assembly: Xunit.AssemblyFixture(typeof(MiniLogin.Tests.Support.KmsServer))]

namespace MiniLogin.Tests.Support;

/// <summary>
/// A KMS and S3 API server for the whole run: the one at MINILOGIN_KMS, else moto, started here. Without a server, the tests
/// that need it are skipped with a reason. With MINILOGIN_REQUIRE_KMS=1 they fail.
/// </summary>
public sealed class KmsServer : IAsyncLifetime
{
    private const string WhyNot = "Needs a KMS API server: install moto_server (pip install 'moto[server]') or set MINILOGIN_KMS=URL.";

    private static string? _url;

    private Process? _process;

    /// <summary>The address. Skips the calling test if there is no server.</summary>
    public static string Url
    {
        get
        {
            if (_url is null)
            {
                Assert.SkipWhen(Environment.GetEnvironmentVariable("MINILOGIN_REQUIRE_KMS") != "1", WhyNot);
                Assert.Fail(WhyNot);
            }

            return _url;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("MINILOGIN_KMS") is { Length: > 0 } url)
        {
            _url = url;
            return;
        }

        var port = DynamoDBServer.FreePort();
        try
        {
            _process = Process.Start(new ProcessStartInfo("moto_server", ["-p", $"{port}"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception)
        {
            return;
        }

        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await DynamoDBServer.ListensAsync(port);
        _url = $"http://127.0.0.1:{port}";
    }

    public ValueTask DisposeAsync()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.Dispose();
        return ValueTask.CompletedTask;
    }
}
