using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using MiniLogin.Functions.Pipeline;
using MiniLogin.Sessions;

namespace MiniLogin.Functions.Sessions;

/// <summary>Reads and ends the session of the request.</summary>
internal sealed class SessionFunctions(RequestPipeline pipeline, SessionService sessions)
{
    [LambdaFunction(ResourceName = nameof(ShowSession))]
    [HttpApi(LambdaHttpMethod.Get, "/session")]
    public Task<APIGatewayHttpApiV2ProxyResponse> ShowSession(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        pipeline.RunWithSessionAsync(request, context, (call, session, _) => Task.FromResult(call.Format.Ok(session)));

    [LambdaFunction(ResourceName = nameof(LogOut))]
    [HttpApi(LambdaHttpMethod.Delete, "/session")]
    public Task<APIGatewayHttpApiV2ProxyResponse> LogOut(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        pipeline.RunAsync(request, context, async (call, cancellationToken) =>
            await sessions.EndAsync(call.Presented, cancellationToken)
                ? call.Format.Done()
                : call.Format.Failed(Failure.SessionInvalid));
}
