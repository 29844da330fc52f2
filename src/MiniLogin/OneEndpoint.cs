using Amazon.Runtime.Endpoints;

namespace MiniLogin;

/// <summary>The endpoint that a client's first call is given, for all of them: one region, one account, no table named by its ARN.</summary>
internal sealed class OneEndpoint(IEndpointProvider rules) : IEndpointProvider
{
    private Endpoint? _endpoint;

    public Endpoint ResolveEndpoint(EndpointParameters parameters) => _endpoint ??= rules.ResolveEndpoint(parameters);
}
