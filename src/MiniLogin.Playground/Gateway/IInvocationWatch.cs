using Amazon.Lambda.APIGatewayEvents;

namespace MiniLogin.Playground.Gateway;

/// <summary>Called after every invocation of a function by the gateway.</summary>
internal interface IInvocationWatch
{
    /// <param name="started">The clock's timestamp of the start.</param>
    /// <param name="status">0 if there is no answer; <paramref name="note"/> then gives the reason.</param>
    void Ended(string function, APIGatewayHttpApiV2ProxyRequest request, DateTimeOffset time, long started, int status, string? note);
}
