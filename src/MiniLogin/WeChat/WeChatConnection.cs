using MiniLogin.Aws;

namespace MiniLogin.WeChat;

/// <summary>The connections to WeChat. Kept as long as the function lives.</summary>
internal sealed class WeChatConnection : IDisposable
{
    public const int MaxAnswer = 64 * 1024;

    private readonly HttpMessageHandler _handler;

    public WeChatConnection()
        : this(Network())
    {
    }

    internal WeChatConnection(HttpMessageHandler handler)
    {
        _handler = handler;
        Http = new(_handler, disposeHandler: false)
        {
            MaxResponseContentBufferSize = MaxAnswer,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Has no timeout of its own. The caller's cancellation token sets the limit.</summary>
    public HttpClient Http { get; }

    public static HttpMessageHandler Network() => new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(1),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
        AllowAutoRedirect = false,
        UseCookies = false,
        // No tracing, because the URL contains the AppSecret.
        ActivityHeadersPropagator = null,
    };

    /// <summary>Opens a connection to a host that is about to be called.</summary>
    public Task ConnectAsync(Uri host, CancellationToken cancellationToken) => WarmConnection.ConnectAsync(Http, host, cancellationToken);

    public void Dispose()
    {
        Http.Dispose();
        _handler.Dispose();
    }
}
