using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MiniLogin.Cli.Console;

/// <summary>Serves the page and its calls on the loopback addresses of this machine. Reads no settings from files or the environment.</summary>
internal sealed class ConsoleServer : IAsyncDisposable
{
    public const string KeyHeader = "X-MiniLogin-Console";
    private const string Calls = "/api/";
    private const int MaxBody = 4096;
    private const int Attempts = 10;
    private static readonly string[] Loopback = ["127.0.0.1", "[::1]", "localhost"];
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly WebApplication _app;
    private readonly ConsoleAccess _access;
    private readonly ConsoleOperations _operations;
    private readonly TimeProvider _clock;
    private readonly CancellationToken _stop;
    private readonly int _port;

    private ConsoleServer(CommandCall call, int port, StackMetrics? metrics, CancellationToken stop)
    {
        _port = port;
        _stop = stop;
        _clock = call.Service<TimeProvider>();
        _access = new(_clock);
        _operations = new(call, metrics);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.ListenLocalhost(port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBody;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>What the operator opens. The token is in the fragment, which browsers send to no server.</summary>
    public string Address => $"http://127.0.0.1:{_port}/#{_access.Token}";

    private string Cookie => $"minilogin-console-{_port}";

    /// <param name="port">0 for any free port.</param>
    /// <param name="metrics">Null to show none.</param>
    /// <param name="stop">Ends the calls in progress.</param>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<ConsoleServer> StartAsync(CommandCall call, int port, StackMetrics? metrics, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            var server = new ConsoleServer(call, port == 0 ? FreePort() : port, metrics, stop);
            try
            {
                await server._app.StartAsync(stop);
                return server;
            }
            catch (IOException e) when (port == 0 && e.InnerException is AddressInUseException && attempt < Attempts)
            {
                // Another program took it, or has it on the other loopback address.
                await server.DisposeAsync();
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Waits until the page was not used for an hour. Returns false if it is stopped before.</summary>
    public async Task<bool> IsLeftUnusedAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (_access.IsIdle)
            {
                return true;
            }

            await Task.Delay(LookEvery, _clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";
        await (Refuse(http.Request) ?? await AnswerAsync(http.Request)).WriteAsync(http.Response);
    }

    /// <summary>
    /// Refuses whatever a page of another site can send. It can give its own name the address of this machine (DNS rebinding), which
    /// the browser sends as <c>Host</c>.
    /// </summary>
    private ConsoleAnswer? Refuse(HttpRequest request)
    {
        if (!Loopback.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase) || (request.Host.Port ?? 80) != _port)
        {
            return ConsoleAnswer.Problem(StatusCodes.Status421MisdirectedRequest, "host_unknown", "This server answers only to the loopback address.");
        }

        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var isOwn = site is "" or "same-origin" or "none";
        if (HttpMethods.IsGet(request.Method))
        {
            // A link on another site may open the page, which alone shows nothing.
            return isOwn || request.Headers["Sec-Fetch-Dest"] == "document" ? null : Foreign();
        }

        return isOwn && request.Headers.Origin.ToString().Equals($"http://{request.Host}", StringComparison.OrdinalIgnoreCase) ? null : Foreign();

        static ConsoleAnswer Foreign() => ConsoleAnswer.Problem(StatusCodes.Status403Forbidden, "cross_site", "Only the page of this console can use it.");
    }

    private async Task<ConsoleAnswer> AnswerAsync(HttpRequest request)
    {
        var path = request.Path.Value ?? "";
        if (HttpMethods.IsGet(request.Method))
        {
            return ConsoleFiles.Find(path) ?? ConsoleAnswer.Problem(StatusCodes.Status404NotFound, "not_found", "There is no such file. Calls are POST requests.");
        }

        if (!HttpMethods.IsPost(request.Method) || !path.StartsWith(Calls, StringComparison.Ordinal))
        {
            return ConsoleAnswer.Problem(StatusCodes.Status405MethodNotAllowed, "not_allowed", "Files are read with GET, and calls are POST requests.");
        }

        var name = path[Calls.Length..];
        if (name != "open" && !_access.Allows(request.Cookies[Cookie], request.Headers[KeyHeader]))
        {
            return ConsoleAnswer.Problem(StatusCodes.Status401Unauthorized, "session_ended", "The page was not opened by the printed address, or was not used for an hour. Run the command again.");
        }

        var (body, problem) = await ConsoleRequest.ReadAsync(request);
        return body is null ? problem!
            : name == "open" ? Open(body.Token, request.HttpContext.Response)
            : await _operations.RunAsync(name, body, _stop, request.HttpContext.RequestAborted);
    }

    private ConsoleAnswer Open(string? token, HttpResponse response)
    {
        if (_access.TryOpen(token) is not { } opened)
        {
            return ConsoleAnswer.Problem(StatusCodes.Status401Unauthorized, "address_used", "The address was used before, or is incomplete. Run the command again.");
        }

        response.Cookies.Append(Cookie, opened.Cookie, new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = Calls });
        return ConsoleAnswer.Ok(new OpenedDocument(opened.Key), ConsoleJson.Default.OpenedDocument);
    }
}
