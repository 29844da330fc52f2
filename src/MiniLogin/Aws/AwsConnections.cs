using Amazon.Runtime;

namespace MiniLogin.Aws;

/// <summary>The SDK's connections.</summary>
internal sealed class AwsConnections : HttpClientFactory, IDisposable
{
    private readonly HttpMessageHandler _handler;

    /// <param name="through">Wraps the network handler, so that all calls pass through it.</param>
    public AwsConnections(TimeProvider clock, Func<HttpMessageHandler, HttpMessageHandler>? through = null)
    {
#pragma warning disable CA2000 // Disposed with _handler.
        var network = new NetworkHandler(clock);
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

/// <summary>Opens a connection before the call that needs it, because DNS, TCP and TLS take longer than the call itself.</summary>
internal static class WarmConnection
{
    /// <summary>Any response is accepted. Failures are ignored, because the call that needs the connection reports them.</summary>
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
