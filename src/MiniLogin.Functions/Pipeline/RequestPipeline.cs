using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Microsoft.Extensions.Logging;
using MiniLogin.Sessions;

namespace MiniLogin.Functions.Pipeline;

/// <summary>
/// The entry point of every function: reads the request, sets the time limit, and catches unexpected exceptions. Except on
/// logins, such a failure is a problem document in both formats, because a Wafer client would otherwise drop its session.
/// </summary>
internal sealed class RequestPipeline(ILogger<RequestPipeline> log, SessionService sessions, MiniLoginOptions options, TimeProvider clock)
{
    /// <summary>The time left for the answer after the work is cancelled.</summary>
    internal static readonly TimeSpan Reserve = TimeSpan.FromMilliseconds(500);

    /// <param name="waferError">The Wafer error for an unexpected failure; null for a problem document.</param>
    public async Task<APIGatewayHttpApiV2ProxyResponse> RunAsync(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context, Func<ApiCall, CancellationToken, Task<APIGatewayHttpApiV2ProxyResponse>> answer, string? waferError = null)
    {
        LogOutput.RequestId = request.RequestContext?.RequestId;
        var left = context.RemainingTime - Reserve;
        using var limit = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock);
        var call = new ApiCall(request, options);
        try
        {
            return await answer(call, limit.Token);
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            FunctionLog.StoreUnavailable(log, e);
            return call.Format.Failed(Failure.StoreUnavailable with { WaferError = waferError });
        }
#pragma warning disable CA1031 // The only catch of all exceptions. No detail may reach the client.
        catch (Exception e)
#pragma warning restore CA1031
        {
            FunctionLog.Internal(log, e);
            return call.Format.Failed(Failure.Internal with { WaferError = waferError });
        }
    }

    /// <summary>
    /// Like <see cref="RunAsync"/>, for functions that need a live session. Without one, the function does not run and the caller gets a
    /// 401 in its own format. Use this for your own functions.
    /// </summary>
    public Task<APIGatewayHttpApiV2ProxyResponse> RunWithSessionAsync(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context, Func<ApiCall, Session, CancellationToken, Task<APIGatewayHttpApiV2ProxyResponse>> answer) =>
        RunAsync(request, context, async (call, cancellationToken) => await sessions.ValidateAsync(call.Presented, cancellationToken) is SessionCheck.Valid valid
            ? await answer(call, valid.Session, cancellationToken)
            : call.Format.Failed(Failure.SessionInvalid));
}
