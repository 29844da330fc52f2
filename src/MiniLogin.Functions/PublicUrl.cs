using Amazon.Lambda.APIGatewayEvents;

namespace MiniLogin.Functions;

/// <summary>The address that a client reaches this API at, from the request it has made.</summary>
internal static class PublicUrl
{
    public static string Of(APIGatewayHttpApiV2ProxyRequest request, Call call, string path)
    {
        // The domain is the one API Gateway has checked; the header only adds the port that a local gateway listens on.
        var domain = request.RequestContext.DomainName;
        var host = call.Header("Host") is { } header && header.StartsWith($"{domain}:", StringComparison.OrdinalIgnoreCase) && ushort.TryParse(header[(domain.Length + 1)..], out var port)
            ? $"{domain}:{port}"
            : domain;

        // API Gateway always says https. Without a word nothing stands before a local gateway.
        var scheme = call.Header("X-Forwarded-Proto") switch
        {
            "http" => "http",
            "https" => "https",
            _ when host != domain || domain == "localhost" => "http",
            _ => "https",
        };
        return $"{scheme}://{host}{path}";
    }
}
