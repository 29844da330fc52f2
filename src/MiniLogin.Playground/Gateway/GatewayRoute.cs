using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

namespace MiniLogin.Playground.Gateway;

/// <summary>Calls a function with an event of an HTTP API. Null is what a function returned that returned nothing.</summary>
internal delegate Task<APIGatewayHttpApiV2ProxyResponse?> GatewayHandler(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context);

/// <summary>A route of an HTTP API, for example <c>GET /orders/{id}</c>.</summary>
/// <param name="Method">In upper case; <c>ANY</c> accepts all.</param>
/// <param name="Template">As API Gateway writes it: <c>{id}</c> is one segment, <c>{proxy+}</c> all that follow. <c>$default</c> accepts every path.</param>
/// <param name="MappingKey">The first segments of the path, by which a domain chooses this API; empty for none. Not part of the route key.</param>
internal sealed record GatewayRoute(string Method, string Template, string MappingKey = "")
{
    public const string AnyMethod = "ANY";
    public const string Default = "$default";

    /// <summary>As the event names it.</summary>
    public string Key => Template == Default ? Default : $"{Method} {Template}";

    /// <summary>The whole path, for people.</summary>
    public string Path => Template == Default ? $"{Prefix}/*" : $"{Prefix}{Template}";

    /// <summary>The whole path as a pattern of ASP.NET.</summary>
    public string Pattern
    {
        get
        {
            if (Template == Default)
            {
                return $"{Prefix}/{{**path}}";
            }

            var greedy = Template.IndexOf("+}", StringComparison.Ordinal);
            var open = greedy < 0 ? -1 : Template.LastIndexOf('{', greedy);
            return open < 0 ? Path : $"{Prefix}{Template[..open]}{{**{Template[(open + 1)..greedy]}}}";
        }
    }

    private string Prefix => MappingKey.Length == 0 ? "" : $"/{MappingKey}";

    /// <summary>API Gateway compares the case of a path; ASP.NET, which matched the pattern, does not.</summary>
    public bool IsPath(string path) => Pattern.Split('/').Zip(path.Split('/')).All(part => part.First.StartsWith('{') || part.First == part.Second);
}
