using System.Reflection;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

namespace MiniLogin.Playground.Gateway;

/// <summary>An annotated method with a route.</summary>
internal sealed class GatewayFunction
{
    /// <summary>The longest time that API Gateway waits for an integration.</summary>
    private static readonly TimeSpan IntegrationLimit = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Limits how many calls of all functions run at once; the others wait. Without a limit they compete for the processor
    /// until they time out. In Lambda this cannot happen: each environment runs one call at a time.
    /// </summary>
    private static readonly SemaphoreSlim Turns = new(64);

    private readonly MethodInvoker _method;
    private readonly ParameterInfo[] _parameters;
    private readonly HttpApiAttribute _route;
    private readonly GatewayAuthorizer? _authorizer;
    private readonly Lazy<object> _instance;
    private readonly TimeProvider _clock;
    private readonly IInvocationWatch? _watch;

    public GatewayFunction(MethodInfo method, Dictionary<string, GatewayAuthorizer> authorizers, IServiceProvider services)
    {
        _method = MethodInvoker.Create(method);
        _parameters = method.GetParameters();
        _route = method.GetCustomAttribute<HttpApiAttribute>()!;
        _authorizer = _route.Authorizer is null ? null : authorizers[_route.Authorizer];
        _instance = new(() => ActivatorUtilities.CreateInstance(services, method.DeclaringType!));
        _clock = services.GetRequiredService<TimeProvider>();
        _watch = services.GetService<IInvocationWatch>();
        Name = method.GetCustomAttribute<LambdaFunctionAttribute>()!.ResourceName ?? method.Name;
        if (method.ReturnType != typeof(Task<APIGatewayHttpApiV2ProxyResponse>))
        {
            throw new InvalidOperationException($"{Name} must return Task<{nameof(APIGatewayHttpApiV2ProxyResponse)}>.");
        }
    }

    public string Name { get; }

    public string Path => _route.Template;

    public string Method => _route.Method == LambdaHttpMethod.Any ? "*" : _route.Method.ToString().ToUpperInvariant();

    public bool Accepts(HttpRequest request) => IsPath(request.Path.Value!) && (_route.Method == LambdaHttpMethod.Any || string.Equals(request.Method, Method, StringComparison.OrdinalIgnoreCase));

    /// <summary>API Gateway compares the case of a path; ASP.NET, which matched the route, does not.</summary>
    private bool IsPath(string path) => Path.Split('/').Zip(path.Split('/')).All(part => part.First.StartsWith('{') || part.First == part.Second);

    public async Task InvokeAsync(HttpContext http)
    {
        var request = await HttpApiEvent.FromAsync(http, _route.Method == LambdaHttpMethod.Any ? "ANY" : Method, Path, _clock);
        if (request is null)
        {
            await GatewayAnswers.TooLargeAsync(http);
            return;
        }

        if (!Turns.Wait(0, CancellationToken.None))
        {
            await Turns.WaitAsync(http.RequestAborted);
        }

        try
        {
            await AnswerAsync(http, request);
        }
        finally
        {
            Turns.Release();
        }
    }

    private async Task AnswerAsync(HttpContext http, APIGatewayHttpApiV2ProxyRequest request)
    {
        if (_authorizer is not null && !await _authorizer.AdmitAsync(http, request))
        {
            return;
        }

        var (time, started) = (_clock.GetUtcNow(), _clock.GetTimestamp());
        APIGatewayHttpApiV2ProxyResponse response;
        try
        {
            var context = new LocalLambdaContext(Name, request.RequestContext.RequestId, _clock);
            var arguments = Array.ConvertAll(_parameters, p => Bind(p, request, context));
            response = await ((Task<APIGatewayHttpApiV2ProxyResponse>)_method.Invoke(_instance.Value, arguments.AsSpan())!).WaitAsync(IntegrationLimit, _clock);
        }
        catch (TimeoutException)
        {
            _watch?.Ended(Name, request, time, started, 0, "timed out");
            await GatewayAnswers.ServiceUnavailableAsync(http);
            return;
        }
#pragma warning disable CA1031 // The gateway answers 500 to every exception of a function.
        catch (Exception e)
#pragma warning restore CA1031
        {
            GatewayLog.FunctionFailed(http, e, Name);
            _watch?.Ended(Name, request, time, started, 0, e.GetType().Name);
            await GatewayAnswers.InternalServerErrorAsync(http);
            return;
        }

        _watch?.Ended(Name, request, time, started, response.StatusCode, null);
        await GatewayAnswers.WriteAsync(http, response, request.RequestContext.RequestId);
    }

    private object? Bind(ParameterInfo parameter, APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) => parameter.ParameterType switch
    {
        var type when type == typeof(APIGatewayHttpApiV2ProxyRequest) => request,
        var type when type == typeof(ILambdaContext) => context,
        var type when type == typeof(string) => request.PathParameters?[parameter.Name!],
        _ => throw new InvalidOperationException($"{Name}: parameter {parameter.Name} of type {parameter.ParameterType} is not supported."),
    };
}
