using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using MiniLogin.Functions.Pipeline;
using MiniLogin.Functions.Wafer;
using MiniLogin.Login;

namespace MiniLogin.Functions.Login;

internal sealed class LoginFunctions(RequestPipeline pipeline, LoginService logins)
{
    /// <summary>Logs in with a JSON body, or with the headers of a Wafer client that uses POST.</summary>
    [LambdaFunction(ResourceName = nameof(Login))]
    [HttpApi(LambdaHttpMethod.Post, "/login")]
    public Task<APIGatewayHttpApiV2ProxyResponse> Login(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        pipeline.RunAsync(request, context, async (call, cancellationToken) =>
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
        pipeline.RunAsync(request, context, (call, cancellationToken) => string.IsNullOrEmpty(call.Header(WaferHeaders.Code))
            ? Task.FromResult(Failed(call, Failure.RequestInvalid(WaferHeaders.Code, "is missing") with { WaferError = WaferErrors.HeaderMissed }))
            : LogInAsync(call, LoginRequests.FromHeaders(call), cancellationToken), WaferErrors.LoginFailed);

    private async Task<APIGatewayHttpApiV2ProxyResponse> LogInAsync(ApiCall call, LoginRequest request, CancellationToken cancellationToken) =>
        await logins.LogInAsync(request, cancellationToken) switch
        {
            LoginOutcome.LoggedIn loggedIn => call.Format.LoggedIn(loggedIn, call.PublicUrl),
            var failed => Failed(call, Failure.From(failed)),
        };

    /// <summary>Adds the Wafer error, without which a Wafer client does not recognize a failed login.</summary>
    private static APIGatewayHttpApiV2ProxyResponse Failed(ApiCall call, Failure failure) =>
        call.Format.Failed(failure with { WaferError = failure.WaferError ?? WaferErrors.LoginFailed });
}

/// <summary>Reads a login from Wafer headers or from a JSON body.</summary>
internal static class LoginRequests
{
    public static LoginRequest FromHeaders(ApiCall call) => new()
    {
        Code = call.Header(WaferHeaders.Code),
        Profile = new() { EncryptedData = NotEmpty(call.Header(WaferHeaders.EncryptedData)), Iv = NotEmpty(call.Header(WaferHeaders.Iv)) },
        Referer = call.Referer,
        UserAgent = call.Header("User-Agent"),
        Presented = call.Presented,
    };

    /// <summary>Reads the login. Returns null and the failure if the body is invalid.</summary>
    public static LoginRequest? FromBody(ApiCall call, APIGatewayHttpApiV2ProxyRequest request, out Failure? failure)
    {
        if (JsonBody.Read(request, AnswerJson.Default.LoginBody, out failure) is not { } body)
        {
            return null;
        }

        return new()
        {
            Code = body.Code,
            AppId = NotEmpty(body.AppId),
            Nonce = NotEmpty(body.Nonce),
            PhoneCode = NotEmpty(body.PhoneCode),
            Profile = new() { EncryptedData = NotEmpty(body.EncryptedData), Iv = NotEmpty(body.Iv), RawData = NotEmpty(body.RawData), Signature = NotEmpty(body.Signature) },
            Referer = call.Referer,
            UserAgent = call.Header("User-Agent"),
            Presented = call.Presented,
        };
    }

    // Wafer clients always send both headers, and clients write absent values into a body. The text that wx.request sends for undefined
    // depends on its version.
    private static string? NotEmpty(string? value) => value is null or "" or "undefined" or "null" or "[object Undefined]" or "[object Null]" ? null : value;
}

/// <summary>The body of <c>POST /login</c>; unknown members are ignored.</summary>
internal sealed class LoginBody
{
    public string? Code { get; init; }

    public string? AppId { get; init; }

    public string? Nonce { get; init; }

    public string? PhoneCode { get; init; }

    public string? EncryptedData { get; init; }

    public string? Iv { get; init; }

    public string? RawData { get; init; }

    public string? Signature { get; init; }
}
