using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MiniLogin.Tests.Commands;

/// <summary>A proxy between the command and DynamoDB that counts calls, can change them, and can fail.</summary>
internal sealed class DynamoDBRelay : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _dynamoDB = new();
    private readonly Lock _lock = new();
    private readonly List<string> _operations = [];

    public DynamoDBRelay()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(PassAsync);
        _app.StartAsync().GetAwaiter().GetResult();
        Url = _app.Urls.First();
    }

    public string Url { get; }

    /// <summary>Called before a call is passed on, with its operation and body, which it may change. Returns false to answer 500 instead.</summary>
    public Func<string, JsonObject, Task<bool>>? Before { get; set; }

    public int Count(string operation)
    {
        lock (_lock)
        {
            return _operations.Count(o => o == operation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _dynamoDB.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        var target = context.Request.Headers["X-Amz-Target"].Single()!;
        var operation = target.Split('.')[1];
        var body = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!.AsObject();
        if (Before is { } before && !await before(operation, body))
        {
            context.Response.StatusCode = 500;
            return;
        }

        lock (_lock)
        {
            _operations.Add(operation);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, DynamoDBServer.Url) { Content = new StringContent(body.ToJsonString()) };
        request.Content.Headers.ContentType = new("application/x-amz-json-1.0");
        request.Headers.Add("X-Amz-Target", target);
        request.Headers.TryAddWithoutValidation("Authorization", context.Request.Headers.Authorization.ToString());
        request.Headers.Add("X-Amz-Date", context.Request.Headers["X-Amz-Date"].ToString());
        using var answer = await _dynamoDB.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await context.Response.WriteAsync(await answer.Content.ReadAsStringAsync(context.RequestAborted), context.RequestAborted);
    }
}
