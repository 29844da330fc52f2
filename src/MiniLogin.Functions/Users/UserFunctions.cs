using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using MiniLogin.Functions.Answers;
using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Functions.Users;

internal sealed class UserFunctions(Respond respond, SessionService sessions, UserService users)
{
    [LambdaFunction(ResourceName = nameof(ShowUser))]
    [HttpApi(LambdaHttpMethod.Get, "/user")]
    public Task<APIGatewayHttpApiV2ProxyResponse> ShowUser(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        respond.To(request, context, async (call, cancellationToken) =>
            await sessions.ValidateAsync(call.Presented, cancellationToken) is SessionCheck.Valid valid
            && await users.FindAsync(valid.Session, cancellationToken) is { } user
                ? call.Dialect.Shown(user)
                : call.Dialect.Failed(Failure.SessionInvalid));
}
