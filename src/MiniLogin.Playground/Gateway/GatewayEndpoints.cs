using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Primitives;

namespace MiniLogin.Playground.Gateway;

/// <summary>The routes of all APIs. They can change while the gateway runs.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "A token source without a timer holds nothing.")]
internal sealed class GatewayEndpoints : EndpointDataSource
{
    private readonly Func<IReadOnlyList<GatewayFunction>> _find;
    private CancellationTokenSource _changed = new();
    private List<Endpoint> _endpoints;

    public GatewayEndpoints(Func<IReadOnlyList<GatewayFunction>> find)
    {
        _find = find;
        _endpoints = [.. find().Select(ToEndpoint)];
    }

    public override IReadOnlyList<Endpoint> Endpoints => _endpoints;

    public override IChangeToken GetChangeToken() => new CancellationChangeToken(_changed.Token);

    /// <summary>Finds the functions again.</summary>
    public void Refresh()
    {
        _endpoints = [.. _find().Select(ToEndpoint)];
        using var before = Interlocked.Exchange(ref _changed, new());
        before.Cancel();
    }

    private static RouteEndpoint ToEndpoint(GatewayFunction function)
    {
        var route = new RouteEndpointBuilder(function.InvokeAsync, RoutePatternFactory.Parse(function.Route.Pattern), function.Route.Template == GatewayRoute.Default ? 1 : 0)
        {
            DisplayName = function.Route.Key,
        };
        if (function.Route.Method != GatewayRoute.AnyMethod)
        {
            route.Metadata.Add(new HttpMethodMetadata([function.Route.Method]));
        }

        return (RouteEndpoint)route.Build();
    }
}

internal static class GatewayEndpointsExtensions
{
    /// <summary>Serves the functions at their routes. Other requests get the 404 of API Gateway.</summary>
    /// <param name="find">Called again by <see cref="GatewayEndpoints.Refresh"/> of what this returns.</param>
    public static GatewayEndpoints MapGateway(this IEndpointRouteBuilder routes, Func<IReadOnlyList<GatewayFunction>> find)
    {
        var endpoints = new GatewayEndpoints(find);
        routes.DataSources.Add(endpoints);
        routes.MapFallback("{**path}", GatewayAnswers.NotFoundAsync);
        return endpoints;
    }
}
