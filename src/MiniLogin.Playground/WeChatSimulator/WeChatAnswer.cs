using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniLogin.Playground.WeChatSimulator;

/// <summary>JSON with HTTP 200, for success and for errors.</summary>
internal sealed class WeChatAnswer(JsonObject body) : IResult
{
    // WeChat does not escape Chinese characters or the "+" of base64.
    public static JsonSerializerOptions JsonOptions { get; } =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private bool _hasBom;

    public byte[] ToBytes() => [.. _hasBom ? Encoding.UTF8.Preamble : [], .. Encoding.UTF8.GetBytes(body.ToJsonString(JsonOptions))];

    /// <summary>Applies the faults that change how the answer is written.</summary>
    public WeChatAnswer With(Faults faults)
    {
        _hasBom = faults.Bom;
        if (faults.StringNumbers)
        {
            WriteAsText(body, _ => true);
        }
        else if (faults.StringErrcode)
        {
            WriteAsText(body, name => name == "errcode");
        }

        return this;
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var bytes = ToBytes();
        Describe(httpContext, bytes.Length);
        await httpContext.Response.Body.WriteAsync(bytes, httpContext.RequestAborted);
    }

    /// <summary>Sends only half of the body, with the Content-Length of all of it.</summary>
    public async Task ExecuteHalfAsync(HttpContext httpContext)
    {
        var bytes = ToBytes();
        Describe(httpContext, bytes.Length);
        await httpContext.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2), httpContext.RequestAborted);
        await httpContext.Response.Body.FlushAsync(httpContext.RequestAborted);
    }

    private static void WriteAsText(JsonObject json, Func<string, bool> isChosen)
    {
        foreach (var (name, value) in json.ToList())
        {
            if (value is JsonObject inner)
            {
                WriteAsText(inner, isChosen);
            }
            else if (value?.GetValueKind() == JsonValueKind.Number && isChosen(name))
            {
                json[name] = value.ToJsonString();
            }
        }
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
