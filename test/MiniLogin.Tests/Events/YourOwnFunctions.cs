using System.Text.Json;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;

namespace MiniLogin.Tests.Events;

/// <summary>The route of events/authorize.json.</summary>
internal sealed class YourOwnFunctions
{
    [LambdaFunction(ResourceName = nameof(YourOwn))]
    [HttpApi(LambdaHttpMethod.Get, "/your-own-route", Authorizer = "Authorize")]
    public Task<APIGatewayHttpApiV2ProxyResponse> YourOwn(APIGatewayHttpApiV2ProxyRequest request) =>
        Task.FromResult(new APIGatewayHttpApiV2ProxyResponse { StatusCode = 200, Body = JsonSerializer.Serialize(request.RequestContext.Authorizer.Lambda) });
}
