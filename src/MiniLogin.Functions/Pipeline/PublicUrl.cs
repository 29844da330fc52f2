using Amazon.Lambda.APIGatewayEvents;

namespace MiniLogin.Functions.Pipeline;

/// <summary>Builds URLs of this API as the client reaches it, from its request.</summary>
internal static class PublicUrl
{
    public static string From(APIGatewayHttpApiV2ProxyRequest request, ApiCall call, string path)
    {
        // API Gateway has verified the domain. The Host header only adds the port of a local gateway.
        var domain = request.RequestContext.DomainName;
        var host = call.Header("Host") is { } header && header.StartsWith($"{domain}:", StringComparison.OrdinalIgnoreCase) && ushort.TryParse(header[(domain.Length + 1)..], out var port)
            ? $"{domain}:{port}"
            : domain;

        // API Gateway always sends https. Without the header, a local gateway is called directly.
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
