using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniLogin.Playground.WeChatSimulator;

/// <summary>JSON with HTTP 200, whether it went well or not.</summary>
internal sealed class WeChatAnswer(JsonObject body) : IResult
{
    // WeChat sends Chinese and the "+" of base64 as they are.
    public static JsonSerializerOptions JsonOptions { get; } =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(body.ToJsonString(JsonOptions));

    public WeChatAnswer WithStringErrcode()
    {
        if (body["errcode"] is { } errcode)
        {
            body["errcode"] = errcode.ToJsonString();
        }

        return this;
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var bytes = ToBytes();
        Describe(httpContext, bytes.Length);
        await httpContext.Response.Body.WriteAsync(bytes, httpContext.RequestAborted);
    }

    /// <summary>Sends a part of the answer, after headers that promise all of it.</summary>
    public async Task ExecuteHalfAsync(HttpContext httpContext)
    {
        var bytes = ToBytes();
        Describe(httpContext, bytes.Length);
        await httpContext.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2), httpContext.RequestAborted);
        await httpContext.Response.Body.FlushAsync(httpContext.RequestAborted);
    }

    private static void Describe(HttpContext httpContext, int length)
    {
        var response = httpContext.Response;
        response.ContentType = httpContext.Request.Path.StartsWithSegments("/sns", StringComparison.Ordinal)
            ? "text/plain"
            : "application/json; encoding=utf-8";
        response.ContentLength = length;
    }
}
