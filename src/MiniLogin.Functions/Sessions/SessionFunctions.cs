using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using MiniLogin.Functions.Answers;
using MiniLogin.Sessions;

namespace MiniLogin.Functions.Sessions;

internal sealed class SessionFunctions(Respond respond, SessionService sessions)
{
    [LambdaFunction(ResourceName = nameof(ShowSession))]
    [HttpApi(LambdaHttpMethod.Get, "/session")]
    public Task<APIGatewayHttpApiV2ProxyResponse> ShowSession(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        respond.To(request, context, async (call, cancellationToken) =>
            await sessions.ValidateAsync(call.Presented, cancellationToken) is SessionCheck.Valid valid
                ? call.Dialect.Shown(valid.Session)
                : call.Dialect.Failed(Failure.SessionInvalid));

    [LambdaFunction(ResourceName = nameof(LogOut))]
    [HttpApi(LambdaHttpMethod.Delete, "/session")]
    public Task<APIGatewayHttpApiV2ProxyResponse> LogOut(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        respond.To(request, context, async (call, cancellationToken) =>
            await sessions.EndAsync(call.Presented, cancellationToken)
                ? call.Dialect.LoggedOut()
                : call.Dialect.Failed(Failure.SessionInvalid));
}
