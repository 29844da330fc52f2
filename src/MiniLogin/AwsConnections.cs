using Amazon.Runtime;

namespace MiniLogin;

/// <summary>The SDK's connections without what it does not use here: redirects, cookies, traces. Kept for as long as the function lives.</summary>
internal sealed class AwsConnections : HttpClientFactory
{
#pragma warning disable CA2000 // The client disposes of its handler.
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new SocketsHttpHandler
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        AllowAutoRedirect = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
    })
    {
        Timeout = clientConfig.Timeout ?? Timeout.InfiniteTimeSpan,
    };
#pragma warning restore CA2000
}
