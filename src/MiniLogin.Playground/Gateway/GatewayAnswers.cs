using Amazon.Lambda.APIGatewayEvents;

namespace MiniLogin.Playground.Gateway;

/// <summary>The answers of API Gateway itself, and the conversion of a function's answer to HTTP.</summary>
internal static class GatewayAnswers
{
    public static Task NotFoundAsync(HttpContext http) => MessageAsync(http, 404, "Not Found");

    public static Task UnauthorizedAsync(HttpContext http) => MessageAsync(http, 401, "Unauthorized");

    public static Task ForbiddenAsync(HttpContext http) => MessageAsync(http, 403, "Forbidden");

    public static Task TooLargeAsync(HttpContext http) => MessageAsync(http, 413, "Request Entity Too Large");

    public static Task InternalServerErrorAsync(HttpContext http) => MessageAsync(http, 500, "Internal Server Error");

    public static Task ServiceUnavailableAsync(HttpContext http) => MessageAsync(http, 503, "Service Unavailable");

    public static async Task WriteAsync(HttpContext http, APIGatewayHttpApiV2ProxyResponse response, string requestId)
    {
        http.Response.StatusCode = response.StatusCode;
        foreach (var (name, value) in response.Headers ?? new Dictionary<string, string>())
        {
            http.Response.Headers[name] = value;
        }

        foreach (var cookie in response.Cookies ?? [])
        {
            http.Response.Headers.Append("Set-Cookie", cookie);
        }

        http.Response.Headers["apigw-requestid"] = requestId;
        if (response.Body is { Length: > 0 } body)
        {
            http.Response.ContentType ??= "text/plain; charset=utf-8";
            var bytes = response.IsBase64Encoded ? Convert.FromBase64String(body) : System.Text.Encoding.UTF8.GetBytes(body);
            http.Response.ContentLength = bytes.Length;
            await http.Response.Body.WriteAsync(bytes, CancellationToken.None);
        }
    }

    private static async Task MessageAsync(HttpContext http, int status, string message)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync($$"""{"message":"{{message}}"}""", http.RequestAborted);
    }
}
