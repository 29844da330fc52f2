using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.APIGatewayEvents;
using MiniLogin.Account.Avatars;
using MiniLogin.Functions.Wafer;

namespace MiniLogin.Functions.Pipeline;

internal static class Answer
{
    public static APIGatewayHttpApiV2ProxyResponse Empty() => new()
    {
        StatusCode = 204,
        Headers = new Dictionary<string, string> { ["cache-control"] = "no-store" },
    };

    public static APIGatewayHttpApiV2ProxyResponse Text(string text) => new()
    {
        StatusCode = 200,
        Headers = new Dictionary<string, string>
        {
            ["content-type"] = "text/plain",
            ["cache-control"] = "no-store",
        },
        Body = text,
    };

    public static APIGatewayHttpApiV2ProxyResponse Ok<T>(T body, JsonTypeInfo<T> type) => Json(200, body, type, "application/json");

    public static APIGatewayHttpApiV2ProxyResponse From<T>(Failure failure, T body, JsonTypeInfo<T> type, string contentType)
    {
        var response = Json(failure.Status, body, type, contentType);
        if (failure.RetryAfter is { } seconds)
        {
            response.Headers["retry-after"] = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (failure.Status == 401)
        {
            response.Headers["www-authenticate"] = "Bearer";
        }

        return response;
    }

    /// <summary>A picture. Its name identifies its content, so it may be cached forever.</summary>
    public static APIGatewayHttpApiV2ProxyResponse From(StoredAvatar avatar) => new()
    {
        StatusCode = 200,
        Headers = new Dictionary<string, string>
        {
            ["content-type"] = avatar.ContentType,
            ["cache-control"] = "public, max-age=31536000, immutable",
            ["etag"] = $"\"{avatar.Name}\"",
            ["x-content-type-options"] = "nosniff",
        },
        Body = Convert.ToBase64String(avatar.Content.Span),
        IsBase64Encoded = true,
    };

    private static APIGatewayHttpApiV2ProxyResponse Json<T>(int status, T body, JsonTypeInfo<T> type, string contentType) => new()
    {
        StatusCode = status,
        Headers = new Dictionary<string, string>
        {
            ["content-type"] = contentType,
            ["cache-control"] = "no-store",
        },
        Body = JsonSerializer.Serialize(body, type),
    };
}

internal static class Problems
{
    /// <param name="isForWafer">Whether a Wafer v1 client must recognize it, too.</param>
    public static APIGatewayHttpApiV2ProxyResponse From(Failure failure, bool isForWafer = false)
    {
        var problem = new Problem(Title(failure.Status), failure.Status, failure.Code, failure.Detail, failure.Field, isForWafer ? 1 : null, isForWafer ? failure.WaferError : null);
        return Answer.From(failure, problem, AnswerJson.Default.Problem, "application/problem+json");
    }

    private static string Title(int status) => status switch
    {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        429 => "Too Many Requests",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    };
}

/// <summary>An RFC 9457 problem document with a stable <c>code</c> and, for an invalid field, its name in <c>field</c>.</summary>
/// <param name="Magic">1 for an invalid session without credentials, with <paramref name="Error"/>: what a Wafer v1 client looks for.</param>
internal sealed record Problem(string Title, int Status, string Code, string Detail, string? Field, [property: JsonPropertyName(WaferHeaders.MagicKey)] int? Magic, string? Error);
