using System.Reflection;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;

namespace MiniLogin.Playground.Gateway;

/// <summary>
/// A local HTTP API of API Gateway (payload format 2.0): finds the annotated functions and serves them. All functions use one
/// service provider, so that they share the stores in memory, the clock and the simulator.
/// </summary>
internal static class LocalGateway
{
    /// <summary>Finds every annotated function with a route.</summary>
    public static IReadOnlyList<GatewayFunction> Find(IEnumerable<Type> types, IServiceProvider services)
    {
        var methods = types.SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(m => m.GetCustomAttribute<LambdaFunctionAttribute>() is not null)
            .ToList();
        var authorizers = methods.Where(m => m.GetCustomAttribute<HttpApiAuthorizerAttribute>() is not null)
            .Select(m => new GatewayAuthorizer(m, services))
            .ToDictionary(a => a.Name, StringComparer.Ordinal);
        return [.. methods.Where(m => m.GetCustomAttribute<HttpApiAttribute>() is not null)
            .Select(m => new GatewayFunction(m, authorizers, services))];
    }

    /// <summary>Maps the functions to their routes. Other requests get the 404 of API Gateway.</summary>
    public static void MapGateway(this IEndpointRouteBuilder routes)
    {
        var functions = routes.ServiceProvider.GetRequiredService<IReadOnlyList<GatewayFunction>>();
        foreach (var byPath in functions.GroupBy(f => f.Path, StringComparer.Ordinal))
        {
            // Maps every HTTP method: the HTTP API answers 404, not 405, to a method without a route.
            routes.Map(byPath.Key, context => byPath.FirstOrDefault(f => f.Accepts(context.Request)) is { } function
                ? function.InvokeAsync(context)
                : GatewayAnswers.NotFoundAsync(context));
        }

        routes.MapFallback("{**path}", GatewayAnswers.NotFoundAsync);
    }
}
