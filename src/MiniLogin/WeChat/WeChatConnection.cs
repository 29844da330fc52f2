using MiniLogin.Aws;

namespace MiniLogin.WeChat;

/// <summary>The connections to WeChat.</summary>
internal sealed class WeChatConnection : IDisposable
{
    /// <summary>In bytes. The largest answer is a list of 500 merchants.</summary>
    public const int MaxAnswer = 256 * 1024;

    private readonly HttpMessageHandler _handler;

    public WeChatConnection(HttpMessageHandler handler)
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

    public static HttpMessageHandler Network(TimeProvider clock) => new NetworkHandler(clock, connectLimit: TimeSpan.FromSeconds(1));

    /// <summary>Opens a connection to a host that is about to be called.</summary>
    public Task ConnectAsync(Uri host, CancellationToken cancellationToken) => WarmConnection.ConnectAsync(Http, host, cancellationToken);

    public void Dispose()
    {
        Http.Dispose();
        _handler.Dispose();
    }
}
