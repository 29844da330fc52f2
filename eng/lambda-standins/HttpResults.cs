#pragma warning disable CA1034, CA1054, CA1716 // Nested types, URIs as strings and names are those of the package.
using System.Net;
using System.Text;
using System.Text.Json;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.Annotations.APIGateway;

public class HttpResultSerializationOptions
{
    public enum ProtocolFormat
    {
        RestApi,
        HttpApi,
    }

    public enum ProtocolVersion
    {
        V1,
        V2,
    }

    public ProtocolFormat Format { get; set; }

    public ProtocolVersion Version { get; set; }

    public ILambdaSerializer? Serializer { get; set; }
}

public interface IHttpResult
{
    HttpStatusCode StatusCode { get; }

    Stream Serialize(HttpResultSerializationOptions options);

    IHttpResult AddHeader(string name, string value);
}

/// <summary>An answer to an HTTP request. Text is text/plain, bytes are base64, everything else is JSON by the serializer of the assembly.</summary>
public class HttpResults : IHttpResult
{
    private readonly object? _body;
    private readonly Dictionary<string, string> _headers = [];

    private HttpResults(HttpStatusCode statusCode, object? body) => (StatusCode, _body) = (statusCode, body);

    public HttpStatusCode StatusCode { get; }

    public static IHttpResult Accepted(object? body = null) => new HttpResults(HttpStatusCode.Accepted, body);

    public static IHttpResult BadGateway() => new HttpResults(HttpStatusCode.BadGateway, null);

    public static IHttpResult BadRequest(object? body = null) => new HttpResults(HttpStatusCode.BadRequest, body);

    public static IHttpResult Conflict(object? body = null) => new HttpResults(HttpStatusCode.Conflict, body);

    public static IHttpResult Created(string? uri = null, object? body = null) => Located(HttpStatusCode.Created, uri, body);

    public static IHttpResult Forbid(object? body = null) => new HttpResults(HttpStatusCode.Forbidden, body);

    public static IHttpResult InternalServerError(object? body = null) => new HttpResults(HttpStatusCode.InternalServerError, body);

    public static IHttpResult NotFound(object? body = null) => new HttpResults(HttpStatusCode.NotFound, body);

    public static IHttpResult Ok(object? body = null) => new HttpResults(HttpStatusCode.OK, body);

    public static IHttpResult Redirect(string uri, bool permanent = false, bool preserveMethod = false) => Located(
        (permanent, preserveMethod) switch
        {
            (true, true) => HttpStatusCode.PermanentRedirect,
            (true, false) => HttpStatusCode.MovedPermanently,
            (false, true) => HttpStatusCode.TemporaryRedirect,
            (false, false) => HttpStatusCode.Redirect,
        },
        uri,
        null);

    public static IHttpResult ServiceUnavailable(int? delaySeconds = null)
    {
        var result = new HttpResults(HttpStatusCode.ServiceUnavailable, null);
        return delaySeconds > 0 ? result.AddHeader("Retry-After", delaySeconds.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)) : result;
    }

    public static IHttpResult Unauthorized() => new HttpResults(HttpStatusCode.Unauthorized, null);

    public static IHttpResult NewResult(HttpStatusCode statusCode, object? body = null) => new HttpResults(statusCode, body);

    public IHttpResult AddHeader(string name, string value)
    {
#pragma warning disable CA1308 // The package sends header names in lower case.
        name = name.ToLowerInvariant();
#pragma warning restore CA1308
        _headers[name] = _headers.TryGetValue(name, out var earlier) ? $"{earlier},{value}" : value;
        return this;
    }

    /// <summary>Writes the answer as Lambda's JSON in payload format 2.0, the only one here.</summary>
    public Stream Serialize(HttpResultSerializationOptions options)
    {
        var (body, contentType, isBase64) = Body(options.Serializer);
        if (!string.IsNullOrEmpty(body))
        {
            _headers.TryAdd("content-type", contentType!);
        }

        var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteNumber("statusCode", (int)StatusCode);
            json.WriteStartObject("headers");
            foreach (var (name, value) in _headers)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            json.WriteString("body", body);
            json.WriteBoolean("isBase64Encoded", isBase64);
            json.WriteEndObject();
        }

        output.Position = 0;
        return output;
    }

    private (string? Body, string? ContentType, bool IsBase64) Body(ILambdaSerializer? serializer)
    {
        switch (_body)
        {
            case null:
                return (null, null, false);
            case string text:
                return (text, "text/plain", false);
            case byte[] bytes:
                return (Convert.ToBase64String(bytes), "application/octet-stream", true);
            default:
                using (var output = new MemoryStream())
                {
                    serializer!.Serialize(_body, output);
                    return (Encoding.UTF8.GetString(output.ToArray()), "application/json", false);
                }
        }
    }

    private static IHttpResult Located(HttpStatusCode status, string? uri, object? body)
    {
        var result = new HttpResults(status, body);
        return uri is null ? result : result.AddHeader("location", uri);
    }
}
