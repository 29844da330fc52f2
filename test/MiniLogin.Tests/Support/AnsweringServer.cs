using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace MiniLogin.Tests.Support;

/// <summary>A server that gives every request the same answer.</summary>
internal sealed class AnsweringServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    public AnsweringServer(string answer)
        : this(System.Text.Encoding.UTF8.GetBytes(answer))
    {
    }

    public AnsweringServer(byte[] answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(context => context.Response.Body.WriteAsync(answer).AsTask());
        _app.StartAsync().GetAwaiter().GetResult();
        Url = new(_app.Urls.First());
    }

    public Uri Url { get; }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
