using Amazon.Lambda.APIGatewayEvents;

namespace MiniLogin.Playground.Gateway;

/// <summary>Changes an event before the gateway passes it on.</summary>
internal interface IEventEdit
{
    void Edit(APIGatewayHttpApiV2ProxyRequest request);
}
