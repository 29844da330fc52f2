using System.Collections.Concurrent;
using System.Reflection;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.Core;
using MiniLogin.Playground.Gateway;

namespace MiniLogin.Playground.Stacks;

/// <summary>
/// The annotated functions of a stack's assembly. Calls the handler that the generator made of a method, <c>Class_Method_Generated</c>, or
/// the method itself if the generator did not run. As in Lambda, each function has a container of its own.
/// </summary>
internal sealed class AnnotatedFunctions(Assembly assembly, IServiceProvider host)
{
    private readonly ConcurrentDictionary<string, AnnotatedHandler> _handlers = new(StringComparer.Ordinal);

    /// <summary>The methods with a route, and the others.</summary>
    public ILookup<bool, MethodInfo> Methods => LocalGateway.AnnotatedMethods(assembly.GetTypes()).ToLookup(m => m.IsDefined(typeof(HttpApiAttribute)));

    public AnnotatedHandler HandlerOf(MethodInfo method) => _handlers.GetOrAdd($"{method.DeclaringType!.FullName}.{method.Name}", _ => Create(method));

    /// <summary>Starts every function anew at its next event, as after a deployment.</summary>
    public void Restart() => _handlers.Clear();

    private AnnotatedHandler Create(MethodInfo method)
    {
        var declaring = method.DeclaringType!;
        var serializer = method.GetCustomAttribute<LambdaSerializerAttribute>() ?? assembly.GetCustomAttribute<LambdaSerializerAttribute>();
        var json = serializer is null ? null : (ILambdaSerializer)Activator.CreateInstance(serializer.SerializerType)!;
        return assembly.GetType($"{declaring.FullName}_{method.Name}_Generated") is { } generated && generated.GetMethod(method.Name) is { } handler
            ? new(handler, json, () => (host, Activator.CreateInstance(generated)!))
            : new(method, json, () => Start(declaring));
    }

    private (IServiceProvider Services, object Instance) Start(Type functions)
    {
        var services = new ServiceCollection();
        services.AddSingleton(functions);
        if (assembly.GetTypes().FirstOrDefault(t => t.IsDefined(typeof(LambdaStartupAttribute))) is { } startup)
        {
            var configure = startup.GetMethod("ConfigureServices", [typeof(IServiceCollection)])
                ?? throw new InvalidOperationException($"{startup.FullName} has no method ConfigureServices(IServiceCollection), the only form that the Playground supports without the generator.");
            configure.Invoke(Activator.CreateInstance(startup), BindingFlags.DoNotWrapExceptions, null, [services], null);
        }

        var container = services.BuildServiceProvider();
        return (container, container.GetRequiredService(functions));
    }
}
