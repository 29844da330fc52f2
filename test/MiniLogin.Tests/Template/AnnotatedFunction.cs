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

    /// <summary>
    /// The folders of MiniLogin's own functions. Functions of a user in other folders are not checked against MiniLogin's documents.
    /// </summary>
    private static readonly string[] Folders = ["Apps", "Avatars", "Login", "Sessions", "Users"];

    /// <summary>MiniLogin's own functions.</summary>
    public static IReadOnlyList<AnnotatedFunction> Own { get; } = [.. Find(IsOwn)];

    /// <summary>The functions that a user added.</summary>
    public static IReadOnlyList<AnnotatedFunction> Users { get; } = [.. Find(type => !IsOwn(type))];

    public string HttpMethod => Route!.Method.ToString().ToUpperInvariant();

    public string Event => $"Root{Route!.Method}";

    public override string ToString() => ResourceName;

    private static bool IsOwn(Type type) => Folders.Contains(type.Namespace?.Split('.')[^1]);

    private static IEnumerable<AnnotatedFunction> Find(Func<Type, bool> isIn) =>
        from type in typeof(Startup).Assembly.GetTypes().Where(isIn)
        from method in type.GetMethods()
        let function = method.GetCustomAttribute<LambdaFunctionAttribute>()
        where function is not null
        select new AnnotatedFunction(
            function.ResourceName ?? $"{type.FullName}{method.Name}Generated".Replace(".", "", StringComparison.Ordinal),
            method.Name,
            method.GetCustomAttribute<HttpApiAttribute>(),
            method.GetCustomAttribute<HttpApiAuthorizerAttribute>());
}
