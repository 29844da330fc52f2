using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.Lambda.APIGatewayEvents;

namespace MiniLogin.Playground.Gateway;

/// <summary>
/// HTTP as an HTTP API event, payload format 2.0: header names in lower case, what came twice joined by commas, cookies apart,
/// bodies of other than text types as base64
/// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
/// </summary>
internal static class HttpApiEvent
{
    /// <summary>API Gateway takes no larger body.</summary>
    private const int MaxBody = 10 * 1024 * 1024;

    /// <summary>The event; null when the body is too large.</summary>
    public static async Task<APIGatewayHttpApiV2ProxyRequest?> FromAsync(HttpContext http, string routeMethod, string routePath, TimeProvider clock)
    {
        var body = await ReadBodyAsync(http.Request);
        if (body is null)
        {
            return null;
        }

        var request = http.Request;
        var now = clock.GetUtcNow();
        var routeKey = $"{routeMethod} {routePath}";
        var isText = IsText(request.ContentType);
        return new()
        {
            Version = "2.0",
            RouteKey = routeKey,
            RawPath = request.Path.Value,
            RawQueryString = request.QueryString.HasValue ? request.QueryString.Value![1..] : "",
            Cookies = request.Headers.Cookie.Count > 0 ? request.Headers.Cookie.ToString().Split("; ") : null,
            Headers = request.Headers
                .Where(h => !string.Equals(h.Key, "Cookie", StringComparison.OrdinalIgnoreCase))
                .ToDictionary(h => Lower(h.Key), h => string.Join(',', h.Value.AsEnumerable()), StringComparer.Ordinal),
            QueryStringParameters = request.Query.Count > 0 ? request.Query.ToDictionary(q => q.Key, q => string.Join(',', q.Value.AsEnumerable())) : null,
            PathParameters = request.RouteValues.Count > 0 ? request.RouteValues.ToDictionary(r => r.Key, r => r.Value?.ToString() ?? "") : null,
            Body = body.Length == 0 ? null : isText ? Encoding.UTF8.GetString(body) : Convert.ToBase64String(body),
            IsBase64Encoded = body.Length > 0 && !isText,
            RequestContext = new()
            {
                AccountId = "000000000000",
                ApiId = "local",
                DomainName = request.Host.Host,
                DomainPrefix = "local",
                Http = new()
                {
                    Method = request.Method,
                    Path = request.Path.Value,
                    Protocol = request.Protocol,
                    SourceIp = http.Connection.RemoteIpAddress?.ToString(),
                    UserAgent = request.Headers.UserAgent.ToString(),
                },
                RequestId = Convert.ToBase64String(RandomNumberGenerator.GetBytes(12)),
                RouteKey = routeKey,
                Stage = "$default",
                Time = now.ToString("dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture),
                TimeEpoch = now.ToUnixTimeMilliseconds(),
            },
        };
    }

    private static async Task<byte[]?> ReadBodyAsync(HttpRequest request)
    {
        if (request.ContentLength > MaxBody)
        {
            return null;
        }

        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0)
        {
            await body.WriteAsync(buffer.AsMemory(0, read));
            if (body.Length > MaxBody)
            {
                return null;
            }
        }

        return body.ToArray();
    }

    private static bool IsText(string? contentType)
    {
        var type = Lower((contentType ?? "").Split(';')[0].Trim());
        return type.StartsWith("text/", StringComparison.Ordinal) || type is "application/json" or "application/javascript" or "application/xml";
    }

#pragma warning disable CA1308 // Header names and media types are lower case by definition.
    private static string Lower(string text) => text.ToLowerInvariant();
#pragma warning restore CA1308
}
