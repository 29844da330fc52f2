using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using MiniLogin.Account;
using MiniLogin.Functions.Answers;
using MiniLogin.Sessions;

namespace MiniLogin.Functions.Users;

/// <summary>Reads and updates the user of the session.</summary>
internal sealed class UserFunctions(Respond respond, SessionService sessions, ProfileService profiles)
{
    [LambdaFunction(ResourceName = nameof(ShowUser))]
    [HttpApi(LambdaHttpMethod.Get, "/user")]
    public Task<APIGatewayHttpApiV2ProxyResponse> ShowUser(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        respond.WithSession(request, context, async (call, session, cancellationToken) =>
            await sessions.FindUserAsync(session, cancellationToken) is { } user
                ? call.Dialect.Shown(user)
                : call.Dialect.Failed(Failure.SessionInvalid));

    /// <summary>Updates the profile. Absent members are unchanged; this is a PUT because wx.request has no PATCH.</summary>
    [LambdaFunction(ResourceName = nameof(UpdateUser))]
    [HttpApi(LambdaHttpMethod.Put, "/user")]
    public Task<APIGatewayHttpApiV2ProxyResponse> UpdateUser(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        respond.WithSession(request, context, async (call, session, cancellationToken) =>
        {
            if (JsonBody.Read(request, AnswerJson.Default.UpdateUserBody, out var failure) is not { } body)
            {
                return call.Dialect.Failed(failure!);
            }

            return await profiles.UpdateAsync(session, body.NickName, body.AvatarUrl, cancellationToken) switch
            {
                ProfileOutcome.Updated updated => call.Dialect.Shown(updated.User),
                ProfileOutcome.RequestInvalid invalid => call.Dialect.Failed(Failure.RequestInvalid(invalid.Field, invalid.Reason)),
                _ => call.Dialect.Failed(Failure.SessionInvalid),
            };
        });
}
