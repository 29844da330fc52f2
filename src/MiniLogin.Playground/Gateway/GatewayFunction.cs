using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Amazon.Lambda.APIGatewayEvents;

namespace MiniLogin.Playground.Gateway;

/// <summary>A function behind a route.</summary>
/// <param name="timeout">The timeout of the function. The gateway answers 500 to one that exceeds it, as to one that throws.</param>
internal sealed class GatewayFunction(string name, GatewayRoute route, GatewayAuthorizer? authorizer, GatewayHandler handler, TimeSpan timeout, IServiceProvider services)
{
    /// <summary>The longest time that API Gateway waits for an integration.</summary>
    public static readonly TimeSpan IntegrationLimit = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Limits how many calls of all functions run at once; the others wait. Without a limit they compete for the processor
    /// until they time out. In Lambda this cannot happen: each environment runs one call at a time.
    /// </summary>
    private static readonly SemaphoreSlim Turns = new(64);

    private readonly TimeProvider _clock = services.GetRequiredService<TimeProvider>();
    private readonly IInvocationWatch? _watch = services.GetService<IInvocationWatch>();
    private readonly IEventEdit? _edit = services.GetService<IEventEdit>();

    public string Name => name;

    public GatewayRoute Route => route;

    public async Task InvokeAsync(HttpContext http)
    {
        if (!route.IsPath(http.Request.Path.Value!))
        {
            await GatewayAnswers.NotFoundAsync(http);
            return;
        }

        var request = await HttpApiEvent.FromAsync(http, route, _clock);
        if (request is null)
        {
            await GatewayAnswers.TooLargeAsync(http);
            return;
        }

        _edit?.Edit(request);
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
        if (authorizer is not null && !await authorizer.AdmitAsync(http, request))
        {
            return;
        }

        var (time, started) = (_clock.GetUtcNow(), _clock.GetTimestamp());
        APIGatewayHttpApiV2ProxyResponse? response;
        try
        {
            response = await CallAsync(request, http);
        }
        catch (TimeoutException)
        {
            GatewayLog.TimedOut(http, name, Min(timeout, IntegrationLimit));
            _watch?.Ended(name, request, time, started, 0, "timed out");
            await (timeout < IntegrationLimit ? GatewayAnswers.InternalServerErrorAsync(http) : GatewayAnswers.ServiceUnavailableAsync(http));
            return;
        }
        catch (FunctionFailedException e)
        {
            GatewayLog.FunctionFailed(http, e.InnerException!, name);
            _watch?.Ended(name, request, time, started, 0, e.InnerException!.GetType().Name);
            await GatewayAnswers.InternalServerErrorAsync(http);
            return;
        }

        if (response is null)
        {
            GatewayLog.ReturnedNull(http, name);
        }

        response ??= new() { StatusCode = 200, Body = "null", Headers = new Dictionary<string, string> { ["content-type"] = "application/json" } };
        _watch?.Ended(name, request, time, started, response.StatusCode, null);
        await GatewayAnswers.WriteAsync(http, response, request.RequestContext.RequestId);
    }

    private async Task<APIGatewayHttpApiV2ProxyResponse?> CallAsync(APIGatewayHttpApiV2ProxyRequest request, HttpContext http)
    {
        var context = new LocalLambdaContext(name, request.RequestContext.RequestId, _clock, timeout, http.RequestServices.GetRequiredService<ILogger<GatewayFunction>>());
        var call = CallAsync(request, context);
        // Whoever looks at a function in a debugger needs longer.
        await Task.WhenAny(call).WaitAsync(Debugger.IsAttached ? Timeout.InfiniteTimeSpan : Min(timeout, IntegrationLimit), _clock);
        return await call;
    }

    [SuppressMessage("Design", "CA1031", Justification = "The gateway answers 500 to every exception of a function, even to a TimeoutException.")]
    private async Task<APIGatewayHttpApiV2ProxyResponse?> CallAsync(APIGatewayHttpApiV2ProxyRequest request, LocalLambdaContext context)
    {
        try
        {
            return await handler(request, context);
        }
        catch (Exception e)
        {
            throw new FunctionFailedException(e is System.Reflection.TargetInvocationException { InnerException: { } inner } ? inner : e);
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    /// <summary>Tells a function's own exception from one of the gateway.</summary>
    [SuppressMessage("Design", "CA1032", Justification = "Thrown only here.")]
    [SuppressMessage("Design", "CA1064", Justification = "Caught only here.")]
    private sealed class FunctionFailedException(Exception inner) : Exception(inner.Message, inner);
}
