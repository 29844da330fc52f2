using System.Text.Json.Nodes;

namespace MiniLogin.Playground.Kms;

/// <summary>An answer in the JSON 1.1 protocol of AWS. An error has the name of its exception in <c>__type</c>.</summary>
internal sealed class KmsAnswer : IResult
{
    private readonly int _status;
    private readonly JsonObject _body;

    private KmsAnswer(int status, JsonObject body) => (_status, _body) = (status, body);

    public static KmsAnswer Ok(JsonObject body) => new(StatusCodes.Status200OK, body);

    public static KmsAnswer Error(string type, string? message = null, int status = StatusCodes.Status400BadRequest) =>
        new(status, message is null ? new() { ["__type"] = type } : new() { ["__type"] = type, ["message"] = message });

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = _status;
        response.ContentType = "application/x-amz-json-1.1";
        response.Headers.CacheControl = "no-store";
        await response.WriteAsync(_body.ToJsonString(), httpContext.RequestAborted);
    }
}
