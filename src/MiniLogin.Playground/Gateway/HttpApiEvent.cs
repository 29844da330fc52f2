using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.Lambda.APIGatewayEvents;
using Microsoft.AspNetCore.Http.Features;

namespace MiniLogin.Playground.Gateway;

/// <summary>
/// Converts a request to an HTTP API event, payload format 2.0: header names in lower case, repeated values joined by commas,
/// cookies in their own list, bodies that are not text as base64
/// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
/// </summary>
internal static class HttpApiEvent
{
    /// <summary>The largest body that API Gateway accepts.</summary>
    private const int MaxBody = 10 * 1024 * 1024;

    private const int MaxBuffer = 16 * 1024;

    private static readonly byte[] Run = RandomNumberGenerator.GetBytes(4);
    private static long _requests;

    /// <summary>Returns the event, or null if the body is too large.</summary>
    public static async Task<APIGatewayHttpApiV2ProxyRequest?> FromAsync(HttpContext http, GatewayRoute route, TimeProvider clock)
    {
        var body = await ReadBodyAsync(http.Request);
        if (body is null)
        {
            return null;
        }

        var request = http.Request;
        var now = clock.GetUtcNow();
        var isText = body.Length > 0 && IsText(request.ContentType);
        return new()
        {
            Version = "2.0",
            RouteKey = route.Key,
            RawPath = request.Path.Value,
            RawQueryString = request.QueryString.HasValue ? request.QueryString.Value![1..] : "",
            Cookies = request.Headers.Cookie.Count > 0 ? request.Headers.Cookie.ToString().Split("; ") : null,
            Headers = Headers(request.Headers),
            QueryStringParameters = request.Query.Count > 0 ? request.Query.ToDictionary(q => q.Key, q => string.Join(',', q.Value.AsEnumerable())) : null,
            PathParameters = request.RouteValues.Count > 0 && route.Template != GatewayRoute.Default ? request.RouteValues.ToDictionary(r => r.Key, r => r.Value?.ToString() ?? "") : null,
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
                RequestId = NewRequestId(),
                RouteKey = route.Key,
                Stage = "$default",
                Time = now.ToString("dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture),
                TimeEpoch = now.ToUnixTimeMilliseconds(),
            },
        };
    }

    private static Dictionary<string, string> Headers(IHeaderDictionary headers)
    {
        var joined = new Dictionary<string, string>(headers.Count, StringComparer.Ordinal);
        foreach (var (name, value) in headers)
        {
            if (!string.Equals(name, "Cookie", StringComparison.OrdinalIgnoreCase))
            {
                joined[Lower(name)] = value.Count == 1 ? value.ToString() : string.Join(',', value.AsEnumerable());
            }
        }

        return joined;
    }

    private static async Task<byte[]?> ReadBodyAsync(HttpRequest request)
    {
        if (request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return [];
        }

        if (request.ContentLength > MaxBody)
        {
            return null;
        }

        using var body = new MemoryStream((int)(request.ContentLength ?? 0));
        var buffer = new byte[Math.Clamp(request.ContentLength ?? MaxBuffer, 1, MaxBuffer)];
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

    /// <summary>Unique, but not secret.</summary>
    private static string NewRequestId()
    {
        Span<byte> id = stackalloc byte[12];
        Run.CopyTo(id);
        BinaryPrimitives.WriteInt64BigEndian(id[4..], Interlocked.Increment(ref _requests));
        return Convert.ToBase64String(id);
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
