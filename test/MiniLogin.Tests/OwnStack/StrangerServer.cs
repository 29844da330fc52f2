using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace MiniLogin.Tests.OwnStack;

/// <summary>Stands for an AWS account that must not be reached: keeps every call.</summary>
internal sealed class StrangerServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _calls = new();
    private readonly WebApplication _app;

    private StrangerServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(context =>
        {
            _calls.Enqueue($"{context.Request.Method} {context.Request.Path}");
            context.Response.StatusCode = 400;
            return Task.CompletedTask;
        });
    }

    public string Url => _app.Urls.First();

    public IReadOnlyList<string> Calls => [.. _calls];

    public static async Task<StrangerServer> StartAsync()
    {
        var server = new StrangerServer();
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
