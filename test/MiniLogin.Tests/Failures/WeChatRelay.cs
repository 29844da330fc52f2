using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MiniLogin.Tests.Failures;

/// <summary>A proxy between the product and WeChat that counts calls and can change answers.</summary>
internal sealed class WeChatRelay : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _weChat = new();
    private int _calls;

    public WeChatRelay()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(PassAsync);
        _app.StartAsync().GetAwaiter().GetResult();
        Url = new(_app.Urls.First());
    }

    public Uri Url { get; }

    /// <summary>The address of WeChat.</summary>
    public Uri? Target { get; set; }

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Sends the answer of WeChat in a way that the test chooses.</summary>
    public Func<HttpContext, string, Task>? Send { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _weChat.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        Interlocked.Increment(ref _calls);
        var request = new HttpRequestMessage(new(context.Request.Method), new Uri(Target!, $"{context.Request.Path}{context.Request.QueryString}"));
        if (HttpMethods.IsPost(context.Request.Method))
        {
            request.Content = new StreamContent(context.Request.Body);
        }

        try
        {
            using var answer = await _weChat.SendAsync(request, context.RequestAborted);
            var text = await answer.Content.ReadAsStringAsync(context.RequestAborted);
            context.Response.StatusCode = (int)answer.StatusCode;
            await (Send ?? ((http, body) => http.Response.WriteAsync(body, http.RequestAborted)))(context, text);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            context.Abort();
        }
    }
}
