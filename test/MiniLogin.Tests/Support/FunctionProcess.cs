using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MiniLogin.FunctionHost;
using MiniLogin.Functions;

namespace MiniLogin.Tests.Support;

/// <summary>
/// Runs one function as Lambda does: in its own process, behind the runtime API, which is served here. With the real packages
/// it is the deployed executable, otherwise the function host. Every wait ends after a minute.
/// </summary>
internal sealed class FunctionProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly WebApplication _runtimeApi;
    private readonly Process _process;
    private readonly Channel<JsonObject> _events = Channel.CreateUnbounded<JsonObject>();
    private readonly Channel<JsonObject> _responses = Channel.CreateUnbounded<JsonObject>();
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private FunctionProcess(string function, IEnumerable<(string Name, string Value)> variables)
    {
        _runtimeApi = ServeRuntimeApi();
        _process = new() { StartInfo = new("dotnet", [Executable]) { RedirectStandardOutput = true, RedirectStandardError = true } };
        foreach (var (name, value) in Variables(function).Concat(variables))
        {
            _process.StartInfo.Environment[name] = value;
        }

        _process.OutputDataReceived += (_, line) => Keep(_lines, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Whether the deployed executable is used.</summary>
    public static bool IsDeployedExecutable => typeof(Startup).Assembly.EntryPoint is not null;

    /// <summary>The output of its project. The copy in the output of the tests lacks libraries, because ASP.NET Core provides them there.</summary>
    private static string Executable { get; } = Path.Combine(
        Repository.Root,
        IsDeployedExecutable ? "src/MiniLogin.Functions" : "test/MiniLogin.FunctionHost",
        Path.GetRelativePath(Path.Combine(Repository.Root, "test", "MiniLogin.Tests"), AppContext.BaseDirectory),
        $"{(IsDeployedExecutable ? typeof(Startup) : typeof(AnnotatedFunctions)).Assembly.GetName().Name}.dll");

    /// <summary>The standard error output of the process, for failure messages.</summary>
    public string Errors => string.Join('\n', _errors);

    public static FunctionProcess Start(string function, params (string Name, string Value)[] variables) => new(function, variables);

    /// <summary>The response of the function, or an object with <c>errorType</c> if it threw.</summary>
    public async Task<JsonObject> InvokeAsync(JsonObject request)
    {
        _events.Writer.TryWrite(request);
        var response = _responses.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask();
        var first = await Task.WhenAny(response, ExitAsync());
        return first == response ? await response : throw new InvalidOperationException($"The function ended: {Errors}");
    }

    /// <summary>Waits until the process exits, and returns its exit code.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Limit, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Kills the process and returns the lines of its standard output.</summary>
    public async Task<IReadOnlyList<string>> EndAsync()
    {
        _process.Kill();
        await ExitAsync();
        return [.. _lines];
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        _process.Dispose();
        await _runtimeApi.DisposeAsync();
    }

    private WebApplication ServeRuntimeApi()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/2018-06-01/runtime/invocation/next", async (HttpContext http) =>
        {
            var request = await _events.Reader.ReadAsync(http.RequestAborted);
            http.Response.Headers["Lambda-Runtime-Aws-Request-Id"] = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";
            http.Response.Headers["Lambda-Runtime-Invoked-Function-Arn"] = "arn:aws:lambda:us-east-1:123456789012:function:minilogin";
            http.Response.Headers["Lambda-Runtime-Trace-Id"] = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1";
            http.Response.Headers["Lambda-Runtime-Deadline-Ms"] = DateTimeOffset.UtcNow.AddSeconds(10).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
            await http.Response.WriteAsync(request.ToJsonString());
        });
        app.MapPost("/2018-06-01/runtime/{*path}", async (HttpContext http) =>
        {
            http.Response.StatusCode = 202;
            _responses.Writer.TryWrite((await JsonNode.ParseAsync(http.Request.Body))!.AsObject());
        });
        app.StartAsync().GetAwaiter().GetResult();
        return app;
    }

    private IEnumerable<(string Name, string Value)> Variables(string function) =>
    [
        ("AWS_LAMBDA_RUNTIME_API", new Uri(_runtimeApi.Urls.First()).Authority),
        ("ANNOTATIONS_HANDLER", function),
        ("AWS_LAMBDA_FUNCTION_NAME", $"minilogin-{function}"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
        ("AWS_LAMBDA_LOG_FORMAT", "JSON"),
        ("AWS_LAMBDA_LOG_LEVEL", "INFO"),
        ("AWS_REGION", "us-east-1"),
    ];

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
