using System.Text.Json;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

namespace MiniLogin.Tests.Gateway;

/// <summary>Functions like those that a developer would add.</summary>
internal sealed class SampleFunctions
{
    [LambdaFunction(ResourceName = nameof(Echo))]
    [HttpApi(LambdaHttpMethod.Put, "/echo/{id}")]
    public Task<APIGatewayHttpApiV2ProxyResponse> Echo(APIGatewayHttpApiV2ProxyRequest request, string id, ILambdaContext context) => Text(201, JsonSerializer.Serialize(new
    {
        version = request.Version,
        routeKey = request.RouteKey,
        id,
        rawQueryString = request.RawQueryString,
        x = request.QueryStringParameters?["x"],
        header = request.Headers.TryGetValue("x-custom-header", out var header) ? header : null,
        cookies = request.Cookies,
        hasCookieHeader = request.Headers.ContainsKey("cookie"),
        body = request.Body,
        isBase64Encoded = request.IsBase64Encoded,
        sourceIp = request.RequestContext.Http.SourceIp,
        remaining = context.RemainingTime.TotalSeconds,
    }));

    [LambdaFunction(ResourceName = nameof(Picture))]
    [HttpApi(LambdaHttpMethod.Get, "/picture")]
    public Task<APIGatewayHttpApiV2ProxyResponse> Picture() =>
        Task.FromResult(new APIGatewayHttpApiV2ProxyResponse { StatusCode = 200, Body = "AP8B", IsBase64Encoded = true });

    [LambdaFunction(ResourceName = nameof(Throws))]
    [HttpApi(LambdaHttpMethod.Get, "/throws")]
    public Task<APIGatewayHttpApiV2ProxyResponse> Throws(APIGatewayHttpApiV2ProxyRequest request) => throw new InvalidOperationException(request.RouteKey);

    [LambdaFunction(ResourceName = nameof(Protected))]
    [HttpApi(LambdaHttpMethod.Get, "/protected", Authorizer = nameof(Check))]
    public Task<APIGatewayHttpApiV2ProxyResponse> Protected(APIGatewayHttpApiV2ProxyRequest request) =>
        Text(200, request.RequestContext.Authorizer.Lambda["openId"].ToString()!);

    [LambdaFunction(ResourceName = nameof(Mine))]
    [HttpApi(LambdaHttpMethod.Get, "/mine", Authorizer = "Authorize")]
    public Task<APIGatewayHttpApiV2ProxyResponse> Mine(APIGatewayHttpApiV2ProxyRequest request) =>
        Text(200, string.Join(';', request.RequestContext.Authorizer.Lambda.OrderBy(v => v.Key).Select(v => $"{v.Key}={v.Value}")));

    [LambdaFunction(ResourceName = nameof(Check))]
    [HttpApiAuthorizer(IdentityHeader = "Authorization")]
    public Task<APIGatewayCustomAuthorizerV2SimpleResponse> Check(APIGatewayCustomAuthorizerV2Request request) => request.IdentitySource[0] switch
    {
        "allow" => Task.FromResult(new APIGatewayCustomAuthorizerV2SimpleResponse { IsAuthorized = true, Context = new() { ["openId"] = "oSomeone" } }),
        "deny" => Task.FromResult(new APIGatewayCustomAuthorizerV2SimpleResponse { IsAuthorized = false }),
        _ => throw new InvalidOperationException(),
    };

    private static Task<APIGatewayHttpApiV2ProxyResponse> Text(int status, string body) =>
        Task.FromResult(new APIGatewayHttpApiV2ProxyResponse { StatusCode = status, Body = body, Cookies = ["c=3", "d=4"] });
}
