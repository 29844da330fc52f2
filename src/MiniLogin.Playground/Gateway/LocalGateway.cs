using System.Reflection;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;

namespace MiniLogin.Playground.Gateway;

/// <summary>
/// API Gateway's HTTP API with payload 2.0, on this machine: finds the annotated functions and serves them.
/// All of them live in one container, so that they share memory, clock and simulator.
/// </summary>
internal static class LocalGateway
{
    /// <summary>Every annotated function with a route.</summary>
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

    /// <summary>Serves them, and answers as API Gateway does where none fits.</summary>
    public static void MapGateway(this IEndpointRouteBuilder routes)
    {
        var functions = routes.ServiceProvider.GetRequiredService<IReadOnlyList<GatewayFunction>>();
        foreach (var byPath in functions.GroupBy(f => f.Path, StringComparer.Ordinal))
        {
            // Every method comes here, since the HTTP API says 404, not 405, to one without a route.
            routes.Map(byPath.Key, context => byPath.FirstOrDefault(f => f.Accepts(context.Request.Method)) is { } function
                ? function.InvokeAsync(context)
                : GatewayAnswers.NotFoundAsync(context));
        }

        routes.MapFallback("{**path}", GatewayAnswers.NotFoundAsync);
    }
}
