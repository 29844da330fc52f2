using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MiniLogin.Tests.Support;

/// <summary>A server that gives every request the same answer.</summary>
internal sealed class AnsweringServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    public AnsweringServer(string answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(context => context.Response.WriteAsync(answer));
        _app.StartAsync().GetAwaiter().GetResult();
        Url = new(_app.Urls.First());
    }

    public Uri Url { get; }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
