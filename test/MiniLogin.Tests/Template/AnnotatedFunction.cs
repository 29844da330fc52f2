using System.Reflection;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using MiniLogin.Functions;

namespace MiniLogin.Tests.Template;

/// <summary>A function as declared by its attributes, with the names that the generator uses.</summary>
internal sealed record AnnotatedFunction(string ResourceName, string MethodName, HttpApiAttribute? Route, HttpApiAuthorizerAttribute? Authorizer)
{
    public static string Runtime { get; } = typeof(Startup).Assembly.GetCustomAttribute<LambdaGlobalPropertiesAttribute>()!.Runtime!;

    /// <summary>The assembly name: the package is an executable.</summary>
    public static string Handler { get; } = typeof(Startup).Assembly.GetName().Name!;

    public static IReadOnlyList<AnnotatedFunction> All { get; } =
    [
        .. from type in typeof(Startup).Assembly.GetTypes()
           from method in type.GetMethods()
           let function = method.GetCustomAttribute<LambdaFunctionAttribute>()
           where function is not null
           select new AnnotatedFunction(
               function.ResourceName ?? $"{type.FullName}{method.Name}Generated".Replace(".", "", StringComparison.Ordinal),
               method.Name,
               method.GetCustomAttribute<HttpApiAttribute>(),
               method.GetCustomAttribute<HttpApiAuthorizerAttribute>()),
    ];

    public string HttpMethod => Route!.Method.ToString().ToUpperInvariant();

    public string Event => $"Root{Route!.Method}";

    public override string ToString() => ResourceName;
}
