using System.Reflection;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using MiniLogin.Functions;

namespace MiniLogin.Playground.Gateway;

/// <summary>
/// A local HTTP API of API Gateway (payload format 2.0): finds MiniLogin's annotated functions and serves them. These functions use one
/// service provider, so that they share the stores in memory, the clock and the simulator.
/// </summary>
internal static class LocalGateway
{
    /// <summary>Finds every annotated function with a route.</summary>
    public static IReadOnlyList<GatewayFunction> Find(IEnumerable<Type> types, IServiceProvider services)
    {
        var methods = AnnotatedMethods(types).ToList();
        var authorizers = FindAuthorizers(methods, services);
        return [.. methods.Where(m => m.GetCustomAttribute<HttpApiAttribute>() is not null).Select(Function)];

        GatewayFunction Function(MethodInfo method)
        {
            var route = method.GetCustomAttribute<HttpApiAttribute>()!;
            var handler = new AnnotatedHandler(method, serializer: null, () => (services, ActivatorUtilities.CreateInstance(services, method.DeclaringType!)));
            return new(NameOf(method), RouteOf(route), route.Authorizer is null ? null : authorizers[route.Authorizer], handler.AnswerAsync, LocalLambdaContext.FunctionLimit, services);
        }
    }

    /// <summary>MiniLogin's authorizer, <c>Authorize</c>.</summary>
    public static GatewayAuthorizer Authorizer(IServiceProvider services) => FindAuthorizers(AnnotatedMethods(typeof(Startup).Assembly.GetTypes()), services)["Authorize"];

    public static IEnumerable<MethodInfo> AnnotatedMethods(IEnumerable<Type> types) =>
        types.SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(m => m.GetCustomAttribute<LambdaFunctionAttribute>() is not null);

    public static string NameOf(MethodInfo method) => method.GetCustomAttribute<LambdaFunctionAttribute>()!.ResourceName ?? method.Name;

    public static GatewayRoute RouteOf(HttpApiAttribute attribute, string mappingKey = "") =>
        new(attribute.Method.ToString().ToUpperInvariant(), attribute.Template, mappingKey);

    private static Dictionary<string, GatewayAuthorizer> FindAuthorizers(IEnumerable<MethodInfo> methods, IServiceProvider services) => methods
        .Where(m => m.GetCustomAttribute<HttpApiAuthorizerAttribute>() is not null)
        .Select(m => new GatewayAuthorizer(m, services))
        .ToDictionary(a => a.Name, StringComparer.Ordinal);
}
