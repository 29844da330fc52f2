using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

[assembly: Xunit.AssemblyFixture(typeof(MiniLogin.Tests.Support.DynamoDBServer))]

namespace MiniLogin.Tests.Support;

/// <summary>
/// A real DynamoDB API server for the whole run: the one at MINILOGIN_DYNAMODB, else dynoxide from npm, started here.
/// Without a server, the tests that need it are skipped with a reason. With MINILOGIN_REQUIRE_DYNAMODB=1 they fail.
/// </summary>
public sealed class DynamoDBServer : IAsyncLifetime
{
    private static readonly string Folder = Path.Combine(Repository.Root, "test", "dynamodb");
    private static string? _url;
    private static string _whyNot = "";

    private Process? _process;

    /// <summary>The address. Skips the calling test if there is no server.</summary>
    public static string Url
    {
        get
        {
            if (_url is null)
            {
                Assert.SkipWhen(Environment.GetEnvironmentVariable("MINILOGIN_REQUIRE_DYNAMODB") != "1", _whyNot);
                Assert.Fail(_whyNot);
            }

            return _url;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("MINILOGIN_DYNAMODB") is { Length: > 0 } url)
        {
            _url = url;
            return;
        }

        if (!await Npm.InstallAsync(Folder))
        {
            _whyNot = "Needs a DynamoDB API server: install npm for the pinned one, or set MINILOGIN_DYNAMODB=URL.";
            return;
        }

        var server = Path.Combine(Folder, "node_modules", "@dynoxide", "linux-x64", "dynoxide");
        if (!File.Exists(server))
        {
            _whyNot = "Needs a DynamoDB API server: the pinned one is for linux-x64 only; set MINILOGIN_DYNAMODB=URL.";
            return;
        }

        var port = FreePort();
        _process = Process.Start(new ProcessStartInfo(server, ["serve", "--port", $"{port}"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await ListensAsync(port);
        _url = $"http://127.0.0.1:{port}";
    }

    public ValueTask DisposeAsync()
    {
        _process?.Kill();
        _process?.Dispose();
        return ValueTask.CompletedTask;
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    internal static async Task ListensAsync(int port)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (attempt < 600)
            {
                await Task.Delay(50);
            }
        }
    }
}
