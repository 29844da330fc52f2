using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MiniLogin.Tests.Support;

/// <summary>
/// Stands between a command and an AWS API server. It keeps the access key of every call, and can answer itself.
/// </summary>
internal sealed partial class AwsRelay : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http;
    private readonly Uri _target;
    private readonly ConcurrentQueue<(string Operation, string AccessKey)> _calls = new();

    /// <param name="through">Sends the calls on, so that it can record them; null to send them as they are.</param>
    public AwsRelay(string target, HttpClientFactory? through = null)
    {
        _target = new(target);
        _http = through?.CreateHttpClient(null!) ?? new();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(PassAsync);
        _app.StartAsync().GetAwaiter().GetResult();
        Url = _app.Urls.First();
    }

    public string Url { get; }

    /// <summary>Returns the status and JSON to answer a call with, or null to pass it on.</summary>
    public Func<HttpRequest, (int Status, string Json)?> Answer { get; set; } = _ => null;

    /// <summary>The operations, such as <c>GetParameters</c>, with the ids of the access keys that signed them.</summary>
    public IReadOnlyList<(string Operation, string AccessKey)> Calls => [.. _calls];

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        _calls.Enqueue((context.Request.Headers["X-Amz-Target"].ToString().Split('.')[^1], AccessKey().Match(context.Request.Headers.Authorization.ToString()).Groups["id"].Value));
        if (Answer(context.Request) is { } own)
        {
            context.Response.StatusCode = own.Status;
            context.Response.ContentType = "application/x-amz-json-1.1";
            await context.Response.WriteAsync(own.Json, context.RequestAborted);
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        using var request = new HttpRequestMessage(new(context.Request.Method), new Uri(_target, context.Request.Path + context.Request.QueryString)) { Content = new ByteArrayContent(body.ToArray()) };
        foreach (var (name, value) in context.Request.Headers.Where(h => h.Key.StartsWith("X-Amz-", StringComparison.OrdinalIgnoreCase) || h.Key == "Authorization"))
        {
            request.Headers.TryAddWithoutValidation(name, value.ToString());
        }

        if (context.Request.ContentType is { } type)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        using var answer = await _http.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    [GeneratedRegex("Credential=(?<id>[^/]+)/")]
    private static partial Regex AccessKey();
}
