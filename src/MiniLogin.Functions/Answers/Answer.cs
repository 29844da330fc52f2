using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.APIGatewayEvents;
using MiniLogin.Account.Avatars;

namespace MiniLogin.Functions.Answers;

internal static class Answer
{
    public static APIGatewayHttpApiV2ProxyResponse Empty() => new()
    {
        StatusCode = 204,
        Headers = new Dictionary<string, string> { ["cache-control"] = "no-store" },
    };

    public static APIGatewayHttpApiV2ProxyResponse Ok<T>(T body, JsonTypeInfo<T> type) => Json(200, body, type, "application/json");

    public static APIGatewayHttpApiV2ProxyResponse Of<T>(Failure failure, T body, JsonTypeInfo<T> type, string contentType)
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
    public static APIGatewayHttpApiV2ProxyResponse Of(StoredAvatar avatar) => new()
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
