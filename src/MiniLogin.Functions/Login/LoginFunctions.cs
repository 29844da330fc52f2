using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using MiniLogin.Functions.Answers;
using MiniLogin.Functions.Wafer;
using MiniLogin.Login;

namespace MiniLogin.Functions.Login;

internal sealed class LoginFunctions(Respond respond, LoginService logins)
{
    /// <summary>Logs in with a JSON body, or with the headers of a Wafer client that uses POST.</summary>
    [LambdaFunction(ResourceName = nameof(Login))]
    [HttpApi(LambdaHttpMethod.Post, "/login")]
    public Task<APIGatewayHttpApiV2ProxyResponse> Login(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        respond.To(request, context, async (call, cancellationToken) =>
        {
            if (call.Header(WaferHeaders.Code) is not null)
            {
                return await LogInAsync(call, LoginRequests.FromHeaders(call), cancellationToken);
            }

            return LoginRequests.FromBody(call, request, out var failure) is { } login
                ? await LogInAsync(call, login, cancellationToken)
                : Failed(call, failure!);
        }, WaferErrors.LoginFailed);

    /// <summary>Logs in with the headers of a Wafer client.</summary>
    [LambdaFunction(ResourceName = nameof(WaferLogin))]
    [HttpApi(LambdaHttpMethod.Get, "/login")]
    public Task<APIGatewayHttpApiV2ProxyResponse> WaferLogin(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        respond.To(request, context, (call, cancellationToken) => string.IsNullOrEmpty(call.Header(WaferHeaders.Code))
            ? Task.FromResult(Failed(call, Failure.RequestInvalid(WaferHeaders.Code, "is missing") with { WaferError = WaferErrors.HeaderMissed }))
            : LogInAsync(call, LoginRequests.FromHeaders(call), cancellationToken), WaferErrors.LoginFailed);

    private async Task<APIGatewayHttpApiV2ProxyResponse> LogInAsync(Call call, LoginRequest request, CancellationToken cancellationToken) =>
        await logins.LogInAsync(request, cancellationToken) switch
        {
            LoginOutcome.LoggedIn loggedIn => call.Dialect.LoggedIn(loggedIn),
            var failed => Failed(call, Failure.From(failed)),
        };

    /// <summary>Adds the Wafer error, without which a Wafer client does not recognize a failed login.</summary>
    private static APIGatewayHttpApiV2ProxyResponse Failed(Call call, Failure failure) =>
        call.Dialect.Failed(failure with { WaferError = failure.WaferError ?? WaferErrors.LoginFailed });
}
