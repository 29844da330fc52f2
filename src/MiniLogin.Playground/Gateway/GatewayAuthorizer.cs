using System.Reflection;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;

namespace MiniLogin.Playground.Gateway;

/// <summary>
/// An annotated authorizer. A request without identity header gets 401 and does not invoke it; a denial is 403, an exception
/// 500. Each answer has the fixed body of API Gateway.
/// </summary>
internal sealed class GatewayAuthorizer(MethodInfo method, IServiceProvider services)
{
    private readonly HttpApiAuthorizerAttribute _settings = method.GetCustomAttribute<HttpApiAuthorizerAttribute>()!;
    private readonly TimeProvider _clock = services.GetRequiredService<TimeProvider>();
    private readonly IInvocationWatch? _watch = services.GetService<IInvocationWatch>();
    private readonly Lazy<object> _instance = new(() => ActivatorUtilities.CreateInstance(services, method.DeclaringType!));

    public string Name { get; } = method.GetCustomAttribute<LambdaFunctionAttribute>()!.ResourceName ?? method.Name;

    /// <summary>Returns true and adds the authorizer's context to the request, or answers the request and returns false.</summary>
    public async Task<bool> AdmitAsync(HttpContext http, APIGatewayHttpApiV2ProxyRequest request)
    {
        var identityHeader = _settings.IdentityHeader;
        var identity = http.Request.Headers[identityHeader].ToString();
        if (identity.Length == 0)
        {
            await GatewayAnswers.UnauthorizedAsync(http);
            return false;
        }

        var (time, started) = (_clock.GetUtcNow(), _clock.GetTimestamp());
        APIGatewayCustomAuthorizerV2SimpleResponse verdict;
        try
        {
            verdict = await (Task<APIGatewayCustomAuthorizerV2SimpleResponse>)method.Invoke(_instance.Value, [Question(request, identity)])!;
        }
#pragma warning disable CA1031 // API Gateway answers 500 to every exception of an authorizer.
        catch (Exception e)
#pragma warning restore CA1031
        {
            GatewayLog.FunctionFailed(http, e, Name);
            _watch?.Ended(Name, request, time, started, 0, e.GetType().Name);
            await GatewayAnswers.InternalServerErrorAsync(http);
            return false;
        }

        _watch?.Ended(Name, request, time, started, 200, verdict.IsAuthorized ? null : "not authorized");
        if (!verdict.IsAuthorized)
        {
            await GatewayAnswers.ForbiddenAsync(http);
            return false;
        }

        request.RequestContext.Authorizer = new() { Lambda = verdict.Context };
        return true;
    }

    private static APIGatewayCustomAuthorizerV2Request Question(APIGatewayHttpApiV2ProxyRequest request, string identity) => new()
    {
        Type = "REQUEST",
        RouteArn = $"arn:aws:execute-api:local:000000000000:local/$default/{request.RequestContext.Http.Method}{request.RawPath}",
        IdentitySource = [identity],
        RouteKey = request.RouteKey,
        RawPath = request.RawPath,
        RawQueryString = request.RawQueryString,
        Cookies = request.Cookies is null ? null : [.. request.Cookies],
        Headers = new(request.Headers),
        QueryStringParameters = request.QueryStringParameters is null ? null : new(request.QueryStringParameters),
        PathParameters = request.PathParameters is null ? null : new(request.PathParameters),
        RequestContext = request.RequestContext,
    };
}
