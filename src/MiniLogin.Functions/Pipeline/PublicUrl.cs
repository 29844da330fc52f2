using Amazon.Lambda.APIGatewayEvents;

namespace MiniLogin.Functions.Pipeline;

/// <summary>The URL of this API as the client reaches it, without a slash at its end: the setting, else from the request.</summary>
internal static class PublicUrl
{
    /// <summary>Empty if the request names no host, so that URLs are relative to it.</summary>
    public static string From(APIGatewayHttpApiV2ProxyRequest request, ApiCall call, MiniLoginOptions options)
    {
        if (options.PublicUrl.Length > 0)
        {
            return options.PublicUrl.TrimEnd('/');
        }

        // API Gateway has verified the domain. The Host header only adds the port of a local gateway, or is all that one sends.
        var domain = request.RequestContext?.DomainName ?? "";
        var host = call.Header("Host") is { } header && Host(header) is { } sent && (domain.Length == 0 || sent.StartsWith($"{domain}:", StringComparison.OrdinalIgnoreCase)) ? sent : domain;
        if (host.Length == 0)
        {
            return "";
        }

        // API Gateway always sends https. Without the header, a local gateway is called directly.
        var scheme = call.Header("X-Forwarded-Proto") switch
        {
            "http" => "http",
            "https" => "https",
            _ when host != domain || domain == "localhost" => "http",
            _ => "https",
        };
        return $"{scheme}://{host}{BasePath(request)}";
    }

    /// <summary>The host and port of a Host header, or null if it is something else.</summary>
    private static string? Host(string header) =>
        Uri.TryCreate($"http://{header}", UriKind.Absolute, out var uri)
        && (header.Equals(uri.Host, StringComparison.OrdinalIgnoreCase) || header.Equals($"{uri.Host}:{uri.Port}", StringComparison.OrdinalIgnoreCase))
            ? header
            : null;

    /// <summary>
    /// What the path has before that of the route. On the execute-api domain that is a named stage. On a custom domain the event has
    /// the name of the stage, too, but the client's URL has the key of the API mapping instead, which the event does not contain
    /// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html): only the setting
    /// knows it.
    /// </summary>
    private static string BasePath(APIGatewayHttpApiV2ProxyRequest request)
    {
        var path = (request.RawPath ?? "").TrimEnd('/');
        var route = request.RouteKey is { } key && key.IndexOf('/', StringComparison.Ordinal) is >= 0 and var start ? key[start..] : "";
        var end = path.Length;
        for (var segments = route.Count(c => c == '/'); segments > 0 && end > 0; segments--)
        {
            end = path.LastIndexOf('/', end - 1);
        }

        if (route.Length == 0 || end <= 0 || !path[end..].StartsWith(route.Split('{')[0], StringComparison.Ordinal))
        {
            return "";
        }

        var context = request.RequestContext;
        var isCustomDomain = context?.DomainName?.StartsWith($"{context.ApiId}.execute-api.", StringComparison.Ordinal) != true;
        return isCustomDomain && path[..end] == $"/{context?.Stage}" ? "" : path[..end];
    }
}
