using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Amazon.Lambda.APIGatewayEvents;
using MiniLogin.Apps;
using MiniLogin.Functions.Native;
using MiniLogin.Functions.Wafer;
using MiniLogin.Sessions;

namespace MiniLogin.Functions.Pipeline;

/// <summary>A request: its headers, body and session token.</summary>
internal sealed class ApiCall
{
    private const int MaxBody = 32 * 1024;
    private const string Bearer = "Bearer ";

    private readonly Dictionary<string, string> _headers;
    private readonly Func<ApiCall, string>? _publicUrl;

    public ApiCall(APIGatewayHttpApiV2ProxyRequest request, MiniLoginOptions options)
        : this(request.Headers) => _publicUrl = call => Pipeline.PublicUrl.From(request, call, options);

    public ApiCall(IDictionary<string, string>? headers)
    {
        // API Gateway sends each name once and in lower case; an event written by hand may not.
        _headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in headers ?? new Dictionary<string, string>())
        {
            _headers.TryAdd(name, value);
        }

        if (string.IsNullOrEmpty(Header("Authorization")))
        {
            _headers.Remove("Authorization");
        }

        // With Authorization it is a native client, which may also send X-WX-Code.
        Format = _headers.ContainsKey("Authorization") ? NativeFormat.Instance
            : _headers.Keys.Any(name => name.StartsWith(WaferHeaders.Prefix, StringComparison.OrdinalIgnoreCase)) ? WaferFormat.Instance
            : NativeFormat.ForEveryone;
    }

    /// <summary>
    /// The response format: Wafer if the request has X-WX-* headers and no Authorization, otherwise native. Without either, an invalid
    /// session is reported in a way that both kinds of clients understand.
    /// </summary>
    public IResponseFormat Format { get; }

    /// <summary>The URL of this API as the client reaches it, without a slash at its end.</summary>
    public string PublicUrl => _publicUrl?.Invoke(this) ?? "";

    public MiniProgramReferer? Referer => MiniProgramReferer.Parse(Header("Referer"));

    /// <summary>The session token of the request, from Authorization: Bearer, X-WX-Skey alone (v2), or X-WX-Id and X-WX-Skey (v1).</summary>
    public SessionToken? Presented
    {
        get
        {
            if (Header("Authorization") is { } authorization)
            {
                return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? SessionToken.Parse(authorization[Bearer.Length..].Trim()) : null;
            }

            var skey = Header(WaferHeaders.Skey);
            return Header(WaferHeaders.Id) is { } id ? SessionToken.Parse(id, skey) : SessionToken.Parse(skey);
        }
    }

    public string? Header(string name) => _headers.GetValueOrDefault(name);

    /// <summary>The UTF-8 of the body, or null and the reason if it cannot be read.</summary>
    public static ReadOnlyMemory<byte>? Text(APIGatewayHttpApiV2ProxyRequest request, out string reason)
    {
        if (Bytes(request, MaxBody, out reason) is not { } bytes)
        {
            return null;
        }

        reason = "is not valid UTF-8";
        // Without the cast, null would convert to an empty array.
        return Utf8.IsValid(bytes.Span) ? bytes : (ReadOnlyMemory<byte>?)null;
    }

    /// <summary>The bytes of the body, or null and the reason if it cannot be read.</summary>
    public static ReadOnlyMemory<byte>? Bytes(APIGatewayHttpApiV2ProxyRequest request, int max, out string reason)
    {
        reason = $"must have at most {max} bytes";
        var body = request.Body ?? "";
        if (body.Length > max * (request.IsBase64Encoded ? 2 : 1))
        {
            return null;
        }

        var bytes = new byte[request.IsBase64Encoded ? body.Length : Encoding.UTF8.GetByteCount(body)];
        var length = bytes.Length;
        if (!request.IsBase64Encoded)
        {
            Encoding.UTF8.GetBytes(body, bytes);
        }
        else if (!Convert.TryFromBase64String(body, bytes, out length))
        {
            reason = "is not valid base64";
            return null;
        }

        // Without the cast, null would convert to an empty array.
        return length <= max ? bytes.AsMemory(0, length) : (ReadOnlyMemory<byte>?)null;
    }
}

/// <summary>Reads request bodies as JSON objects.</summary>
internal static class JsonBody
{
    /// <summary>Reads the body. Returns null and the failure if it is invalid.</summary>
    public static T? Read<T>(APIGatewayHttpApiV2ProxyRequest request, JsonTypeInfo<T> type, out Failure? failure)
        where T : class
    {
        failure = null;
        if (ApiCall.Text(request, out var reason) is not { } text)
        {
            failure = Failure.RequestInvalid("body", reason);
            return null;
        }

        try
        {
            if (LenientJson.Read(text.Span, type) is { } body)
            {
                return body;
            }

            failure = Failure.RequestInvalid("body", "must be a JSON object");
        }
        catch (JsonException e)
        {
            // The exception's message is not used, because it may quote the body. A value of a wrong type has an inner exception.
            failure = e is { InnerException: InvalidOperationException, Path: ['$', '.', .. var field] } && type.Properties.Any(p => p.Name == field)
                ? Failure.RequestInvalid(field, "must be a string")
                : Failure.RequestInvalid("body", "must be a JSON object");
        }

        return null;
    }
}
