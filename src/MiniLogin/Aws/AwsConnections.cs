using Amazon.Runtime;

namespace MiniLogin.Aws;

/// <summary>The SDK's connections without what it does not use here: redirects, cookies, traces. Kept for as long as the function lives.</summary>
internal sealed class AwsConnections : HttpClientFactory, IDisposable
{
    private readonly HttpMessageHandler _handler;

    /// <param name="through">What the calls pass through on their way to the network.</param>
    public AwsConnections(Func<HttpMessageHandler, HttpMessageHandler>? through = null)
    {
#pragma warning disable CA2000 // Disposed of by way of what the calls pass through.
        var network = new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
        };
#pragma warning restore CA2000
        _handler = through?.Invoke(network) ?? network;
    }

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(_handler, disposeHandler: false)
    {
        Timeout = clientConfig.Timeout ?? Timeout.InfiniteTimeSpan,
    };

    /// <summary>Opens a connection to a host that is about to be called.</summary>
    public async Task ConnectAsync(Uri host, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(_handler, disposeHandler: false);
        await WarmConnection.ConnectAsync(http, host, cancellationToken);
    }

    public void Dispose() => _handler.Dispose();
}

/// <summary>Opens a connection before the call that needs it: finding the host, TCP and TLS take longer than the call itself.</summary>
internal static class WarmConnection
{
    /// <summary>Whatever the host answers is good. Where it does not answer, the call that needs the connection says so.</summary>
    public static async Task ConnectAsync(HttpClient http, Uri host, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, host);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
        }
    }
}
