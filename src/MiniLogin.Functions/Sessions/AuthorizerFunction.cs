using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Microsoft.Extensions.Logging;
using MiniLogin.Sessions;

namespace MiniLogin.Functions.Sessions;

/// <summary>
/// Lets API Gateway check <c>Authorization: Bearer</c> before a function of the developer's own runs.
/// API Gateway asks for every request: <c>ReauthorizeEvery</c> in template.yaml is 0. A larger value, in seconds up to 3600,
/// saves that call, and costs that a session which was ended goes on for as long.
/// A denial reaches the client as 403 {"message":"Forbidden"}; a store that is not available is a 500, never a denial.
/// </summary>
internal sealed class AuthorizerFunction(SessionService sessions, TimeProvider clock, ILogger<AuthorizerFunction> log)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    [LambdaFunction(ResourceName = nameof(Authorize))]
    [HttpApiAuthorizer(IdentityHeader = "Authorization", ResultTtlInSeconds = 0)]
    public async Task<APIGatewayCustomAuthorizerV2SimpleResponse> Authorize(APIGatewayCustomAuthorizerV2Request request)
    {
        if (await CheckAsync(request) is not SessionCheck.Valid { Session: var session })
        {
            return new() { IsAuthorized = false };
        }

        return new()
        {
            IsAuthorized = true,
            Context = new()
            {
                ["userKey"] = session.UserKey.ToString(),
                ["appId"] = session.AppId.ToString(),
                ["openId"] = session.OpenId,
                ["sessionId"] = session.Id,
            },
        };
    }

    private async Task<SessionCheck> CheckAsync(APIGatewayCustomAuthorizerV2Request request)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        try
        {
            return await sessions.ValidateAsync(new Call(request.Headers).Presented, limit.Token);
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            Log.StoreUnavailable(log, e);
            throw;
        }
    }
}
