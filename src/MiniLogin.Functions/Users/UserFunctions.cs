using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using MiniLogin.Account;
using MiniLogin.Functions.Pipeline;
using MiniLogin.Functions.Wafer;
using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Functions.Users;

/// <summary>Reads and updates the user of the session.</summary>
internal sealed class UserFunctions(RequestPipeline pipeline, SessionService sessions, ProfileService profiles)
{
    [LambdaFunction(ResourceName = nameof(ShowUser))]
    [HttpApi(LambdaHttpMethod.Get, "/user")]
    public Task<APIGatewayHttpApiV2ProxyResponse> ShowUser(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        pipeline.RunWithSessionAsync(request, context, async (call, session, cancellationToken) =>
            await sessions.FindUserAsync(session, cancellationToken) is { } user
                ? Show(call, user)
                : call.Format.Failed(Failure.SessionInvalid));

    /// <summary>Updates the profile. Absent members are unchanged; this is a PUT because wx.request has no PATCH.</summary>
    [LambdaFunction(ResourceName = nameof(UpdateUser))]
    [HttpApi(LambdaHttpMethod.Put, "/user")]
    public Task<APIGatewayHttpApiV2ProxyResponse> UpdateUser(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        pipeline.RunWithSessionAsync(request, context, async (call, session, cancellationToken) =>
        {
            if (JsonBody.Read(request, AnswerJson.Default.UpdateUserBody, out var failure) is not { } body)
            {
                return call.Format.Failed(failure!);
            }

            return await profiles.UpdateAsync(session, body.NickName, body.AvatarUrl, cancellationToken) switch
            {
                ProfileOutcome.Updated updated => Show(call, updated.User),
                ProfileOutcome.RequestInvalid invalid => call.Format.Failed(Failure.RequestInvalid(invalid.Field, invalid.Reason)),
                _ => call.Format.Failed(Failure.SessionInvalid),
            };
        });

    private static APIGatewayHttpApiV2ProxyResponse Show(ApiCall call, User user) =>
        call.Format.Ok(WaferUserInfo.From(user, call.PublicUrl), AnswerJson.Default.WaferUserInfo, AnswerJson.Default.WaferBodyWaferUserInfo);
}

/// <summary>The body of <c>PUT /user</c>; absent and null members are unchanged.</summary>
internal sealed class UpdateUserBody
{
    public string? NickName { get; init; }

    public string? AvatarUrl { get; init; }
}
