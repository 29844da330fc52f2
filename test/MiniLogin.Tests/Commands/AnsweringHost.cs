using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MiniLogin.Tests.Commands;

/// <summary>A host of WeChat or AWS that gives one answer to every call.</summary>
internal sealed class AnsweringHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    public AnsweringHost(string answer, int status = 200)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(answer);
        });
        _app.StartAsync().GetAwaiter().GetResult();
        Url = _app.Urls.First();
    }

    public string Url { get; }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
