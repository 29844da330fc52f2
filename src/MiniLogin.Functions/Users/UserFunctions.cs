using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using MiniLogin.Functions.Answers;
using MiniLogin.Users;

namespace MiniLogin.Functions.Users;

/// <summary>The user whose session the request presents.</summary>
internal sealed class UserFunctions(Respond respond, UserService users)
{
    [LambdaFunction(ResourceName = nameof(ShowUser))]
    [HttpApi(LambdaHttpMethod.Get, "/user")]
    public Task<APIGatewayHttpApiV2ProxyResponse> ShowUser(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        respond.WithSession(request, context, async (call, session, cancellationToken) =>
            await users.FindAsync(session, cancellationToken) is { } user
                ? call.Dialect.Shown(user)
                : call.Dialect.Failed(Failure.SessionInvalid));
}
