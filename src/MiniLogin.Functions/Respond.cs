using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Microsoft.Extensions.Logging;
using MiniLogin.Functions.Answers;
using MiniLogin.Sessions;

namespace MiniLogin.Functions;

/// <summary>
/// The edge of every function: reads the request, sets its time limit, and catches what nothing else expects.
/// On a request such a failure is no answer about the session, so it is told the same way in both dialects;
/// on a login a Wafer client is told that the login failed.
/// </summary>
internal sealed class Respond(ILogger<Respond> log, SessionService sessions, TimeProvider clock)
{
    /// <summary>What is left for the answer when the work is cancelled.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromMilliseconds(500);

    /// <param name="waferError">What a Wafer client is told of a failure that is nobody's; null: nothing.</param>
    public async Task<APIGatewayHttpApiV2ProxyResponse> To(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context, Func<Call, CancellationToken, Task<APIGatewayHttpApiV2ProxyResponse>> answer, string? waferError = null)
    {
        var left = context.RemainingTime - Reserve;
        using var limit = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock);
        var call = new Call(request.Headers);
        try
        {
            return await answer(call, limit.Token);
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            Log.StoreUnavailable(log, e);
            return call.Dialect.Failed(Failure.StoreUnavailable with { WaferError = waferError });
        }
#pragma warning disable CA1031 // The one catch: nothing of it may reach the client.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Internal(log, e);
            return call.Dialect.Failed(Failure.Internal with { WaferError = waferError });
        }
    }

    /// <summary>
    /// The same for a function that needs a live session: without one the caller gets 401, in their own dialect, and the
    /// function does not run. This is what a function of your own starts with.
    /// </summary>
    public Task<APIGatewayHttpApiV2ProxyResponse> WithSession(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context, Func<Call, Session, CancellationToken, Task<APIGatewayHttpApiV2ProxyResponse>> answer) =>
        To(request, context, async (call, cancellationToken) => await sessions.ValidateAsync(call.Presented, cancellationToken) is SessionCheck.Valid valid
            ? await answer(call, valid.Session, cancellationToken)
            : call.Dialect.Failed(Failure.SessionInvalid));
}
