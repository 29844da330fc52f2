using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Microsoft.Extensions.Logging;
using MiniLogin.Functions.Pipeline;
using MiniLogin.Sessions;

namespace MiniLogin.Functions.Sessions;

/// <summary>
/// Lets API Gateway check <c>Authorization: Bearer</c> before functions of an app run. docs/own-functions.md has its contract.
/// Runs for every request, because <c>ReauthorizeEvery</c> is 0. A larger value, up to 3600 seconds, saves calls,
/// but an ended session is then accepted for that long.
/// A denial reaches the client as 403 {"message":"Forbidden"}. An unavailable store is a 500, never a denial.
/// </summary>
internal sealed class AuthorizerFunction(SessionService sessions, TimeProvider clock, ILogger<AuthorizerFunction> log)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    [LambdaFunction(ResourceName = nameof(Authorize))]
    [HttpApiAuthorizer(IdentityHeader = "Authorization", ResultTtlInSeconds = 0)]
    public async Task<APIGatewayCustomAuthorizerV2SimpleResponse> Authorize(APIGatewayCustomAuthorizerV2Request request)
    {
        LogOutput.RequestId = request.RequestContext?.RequestId;
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
                // Always there: a handler that binds an absent key answers 401.
                ["personId"] = session.PersonId ?? "",
            },
        };
    }

    private async Task<SessionCheck> CheckAsync(APIGatewayCustomAuthorizerV2Request request)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        try
        {
            return await sessions.ValidateAsync(new ApiCall(request.Headers).Presented, limit.Token);
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            FunctionLog.StoreUnavailable(log, e);
            throw;
        }
        catch (Exception e)
        {
            FunctionLog.Internal(log, e);
            throw;
        }
    }
}
