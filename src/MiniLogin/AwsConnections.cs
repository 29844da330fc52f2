using Amazon.Runtime;

namespace MiniLogin;

/// <summary>The SDK's connections without what it does not use here: redirects, cookies, traces. Kept for as long as the function lives.</summary>
/// <param name="through">What the calls pass through on their way to the network.</param>
internal sealed class AwsConnections(Func<HttpMessageHandler, HttpMessageHandler>? through = null) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
#pragma warning disable CA2000 // The client disposes of its handler.
        HttpMessageHandler network = new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
        };
#pragma warning restore CA2000
        return new(through?.Invoke(network) ?? network)
        {
            Timeout = clientConfig.Timeout ?? Timeout.InfiniteTimeSpan,
        };
    }
}
