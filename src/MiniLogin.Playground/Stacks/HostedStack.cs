using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Amazon.Lambda.Annotations.APIGateway;
using MiniLogin.Playground.Gateway;

namespace MiniLogin.Playground.Stacks;

/// <summary>A stack of one's own while the Playground runs: its functions behind their routes, and its receivers of deletions.</summary>
/// <param name="authorizer">MiniLogin's.</param>
internal sealed partial class HostedStack(StackTemplate template, StackSource stack, GatewayAuthorizer authorizer, IServiceProvider services)
{
    private readonly AnnotatedFunctions? _annotated = stack.Functions is null ? null : new(stack.Functions, services);
    private readonly LambdaClient? _lambda = stack.Lambda is null ? null : new(stack.Lambda);
    private readonly TimeProvider _clock = services.GetRequiredService<TimeProvider>();
    private readonly ILogger<HostedStack> _log = services.GetRequiredService<ILogger<HostedStack>>();

    /// <summary>The functions of the template that nothing serves, because they are not in C# and no Lambda is known.</summary>
    public IEnumerable<string> NotServed => _lambda is not null ? [] : Others.SelectMany(f => f.Routes.Select(r => $"{r.Route.Method,-7}{r.Route.Path} ({f.LogicalId})"));

    private IEnumerable<StackFunction> Others => template.Functions.Where(f => _annotated is null || f.AnnotatedMethod is null);

    /// <summary>Finds the functions with a route.</summary>
    public IEnumerable<GatewayFunction> Find() => (_annotated?.Methods[true] ?? []).Select(Annotated).Concat(_lambda is null ? [] : Others.SelectMany(Other));

    /// <summary>Starts every C# function anew, as after a deployment.</summary>
    public void Restart() => _annotated?.Restart();

    /// <summary>Invokes the functions that get MiniLogin's stream of deletions. One that fails is logged; Lambda would try it again.</summary>
    public async Task DeliverDeletionAsync(string userKey, DateTimeOffset deletedAt)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(new
        {
            Records = new[]
            {
                new
                {
                    eventID = RandomNumberGenerator.GetHexString(32, lowercase: true),
                    eventName = "INSERT",
                    eventVersion = "1.1",
                    eventSource = "aws:dynamodb",
                    awsRegion = LoginExports.Region,
                    eventSourceARN = LoginExports.DeletionsStream,
                    dynamodb = new { ApproximateCreationDateTime = deletedAt.ToUnixTimeSeconds(), Keys = new { userKey = new { S = userKey } }, StreamViewType = "KEYS_ONLY" },
                },
            },
        });
        foreach (var function in template.Functions.Where(f => f.ReceivesDeletions))
        {
            await DeliverAsync(function, json);
        }
    }

    private async Task DeliverAsync(StackFunction function, byte[] json)
    {
        try
        {
            if (_annotated?.Methods[false].FirstOrDefault(m => m.Name == function.AnnotatedMethod || LocalGateway.NameOf(m) == function.LogicalId) is { } method)
            {
                var context = new LocalLambdaContext(function.LogicalId, RandomNumberGenerator.GetHexString(32, lowercase: true), _clock, function.Timeout, _log);
                await _annotated.HandlerOf(method).ReceiveAsync(json, context).WaitAsync(function.Timeout, _clock);
            }
            else if (_lambda is not null)
            {
                using var answer = await _lambda.InvokeAsync(function.LogicalId, json).WaitAsync(function.Timeout, _clock);
            }
            else
            {
                NotDelivered(_log, null, function.LogicalId);
            }
        }
#pragma warning disable CA1031 // Whatever the function throws, Lambda only repeats the event.
        catch (Exception e)
#pragma warning restore CA1031
        {
            NotDelivered(_log, e is TargetInvocationException { InnerException: { } inner } ? inner : e, function.LogicalId);
        }
    }

    private GatewayFunction Annotated(MethodInfo method)
    {
        var attribute = method.GetCustomAttribute<HttpApiAttribute>()!;
        var name = LocalGateway.NameOf(method);
        if (attribute.Authorizer is not null)
        {
            throw new TemplateException($"{method.DeclaringType!.Name}.{method.Name} names an authorizer of its own project, which the Playground does not serve. Remove it: the API's default authorizer, MiniLogin's, applies.");
        }

        var route = LocalGateway.RouteOf(attribute, template.MappingKey);
        var function = template.Functions.FirstOrDefault(f => f.LogicalId == name) ?? template.Functions.FirstOrDefault(f => f.AnnotatedMethod == method.Name);
        var isGuarded = function?.Routes.FirstOrDefault(r => r.Route == route)?.IsGuarded ?? template.IsGuardedByDefault;
        return new(name, route, isGuarded ? authorizer : null, _annotated!.HandlerOf(method).AnswerAsync, function?.Timeout ?? GatewayFunction.IntegrationLimit, services);
    }

    private IEnumerable<GatewayFunction> Other(StackFunction function) => function.Routes.Select(r =>
        new GatewayFunction(function.LogicalId, r.Route, r.IsGuarded ? authorizer : null, (request, _) => _lambda!.AnswerAsync(function.LogicalId, request), function.Timeout, services));

    [LoggerMessage(LogLevel.Error, "A deletion was not delivered to {Function}. Lambda would try again")]
    private static partial void NotDelivered(ILogger log, Exception? exception, string function);
}
