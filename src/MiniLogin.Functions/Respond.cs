using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Microsoft.Extensions.Logging;
using MiniLogin.Functions.Answers;

namespace MiniLogin.Functions;

/// <summary>
/// The edge of every function: reads the request, sets its time limit, and catches what nothing else expects.
/// Such a failure is no answer about the session, so it is told the same way in both dialects.
/// </summary>
internal sealed class Respond(ILogger<Respond> log, TimeProvider clock)
{
    /// <summary>What is left for the answer when the work is cancelled.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromMilliseconds(500);

    public async Task<APIGatewayHttpApiV2ProxyResponse> To(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context, Func<Call, CancellationToken, Task<APIGatewayHttpApiV2ProxyResponse>> answer)
    {
        var left = context.RemainingTime - Reserve;
        using var limit = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock);
        try
        {
            return await answer(new Call(request.Headers), limit.Token);
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            Log.StoreUnavailable(log, e);
            return Problems.Of(Failure.StoreUnavailable);
        }
#pragma warning disable CA1031 // The one catch: nothing of it may reach the client.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Internal(log, e);
            return Problems.Of(Failure.Internal);
        }
    }
}
