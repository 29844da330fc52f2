using Amazon.Lambda.APIGatewayEvents;

namespace MiniLogin.Playground.Gateway;

/// <summary>Is told of every function that the gateway has invoked.</summary>
internal interface IInvocationWatch
{
    /// <param name="started">The clock's timestamp of the start.</param>
    /// <param name="status">0 where there is no answer; then <paramref name="note"/> says why.</param>
    void Ended(string function, APIGatewayHttpApiV2ProxyRequest request, DateTimeOffset time, long started, int status, string? note);
}
