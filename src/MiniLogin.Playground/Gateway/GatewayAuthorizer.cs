using System.Reflection;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;

namespace MiniLogin.Playground.Gateway;

/// <summary>
/// An annotated authorizer: no identity header is 401 without asking it, its denial 403, its failure 500, each with
/// API Gateway's own fixed body.
/// </summary>
internal sealed class GatewayAuthorizer(MethodInfo method, IServiceProvider services)
{
    private readonly HttpApiAuthorizerAttribute _settings = method.GetCustomAttribute<HttpApiAuthorizerAttribute>()!;
    private readonly TimeProvider _clock = services.GetRequiredService<TimeProvider>();
    private readonly IInvocationWatch? _watch = services.GetService<IInvocationWatch>();
    private readonly Lazy<object> _instance = new(() => ActivatorUtilities.CreateInstance(services, method.DeclaringType!));

    public string Name { get; } = method.GetCustomAttribute<LambdaFunctionAttribute>()!.ResourceName ?? method.Name;

    /// <summary>True with the authorizer's context in the request; false when it has been answered.</summary>
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
#pragma warning disable CA1031 // As API Gateway does: whatever an authorizer throws is a 500.
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
