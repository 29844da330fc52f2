using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using MiniLogin.Functions.Answers;
using MiniLogin.Sessions;

namespace MiniLogin.Functions.Sessions;

/// <summary>Reads and ends the session of the request.</summary>
internal sealed class SessionFunctions(Respond respond, SessionService sessions)
{
    [LambdaFunction(ResourceName = nameof(ShowSession))]
    [HttpApi(LambdaHttpMethod.Get, "/session")]
    public Task<APIGatewayHttpApiV2ProxyResponse> ShowSession(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        respond.WithSession(request, context, (call, session, _) => Task.FromResult(call.Dialect.Shown(session)));

    [LambdaFunction(ResourceName = nameof(LogOut))]
    [HttpApi(LambdaHttpMethod.Delete, "/session")]
    public Task<APIGatewayHttpApiV2ProxyResponse> LogOut(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        respond.To(request, context, async (call, cancellationToken) =>
            await sessions.EndAsync(call.Presented, cancellationToken)
                ? call.Dialect.Done()
                : call.Dialect.Failed(Failure.SessionInvalid));
}
