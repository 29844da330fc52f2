namespace MiniLogin.Aws;

/// <summary>
/// Sends requests over connections that it keeps open, without redirects, cookies and traces. A connection that was unused for more
/// than <see cref="MaxIdle"/> is not used again. The wall clock decides that when a request needs the connection: while Lambda
/// freezes a function, its timers stand still, and the other side may close or forget the connection without the function noticing.
/// </summary>
internal sealed class NetworkHandler : DelegatingHandler
{
    /// <summary>
    /// Servers and load balancers close idle connections after 60 s or more. A NAT gateway forgets them after 350 s:
    /// https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html#nat-gateway-troubleshooting-timeout
    /// </summary>
    public static readonly TimeSpan MaxIdle = TimeSpan.FromSeconds(50);

    private static readonly HttpRequestOptionsKey<Exchange> Key = new("minilogin.exchange");
    private static readonly AsyncLocal<Exchange?> Current = new();

    /// <param name="connectLimit">The time for TCP and TLS; null for no limit.</param>
    public NetworkHandler(TimeProvider clock, TimeSpan? connectLimit = null)
#pragma warning disable CA2000 // Disposed with this handler.
        : base(Create(clock, connectLimit ?? Timeout.InfiniteTimeSpan))
#pragma warning restore CA2000
    {
    }

    /// <summary>Returns how far the last attempt of a request got. Null if no connection carried it.</summary>
    public static Exchange? ExchangeOf(HttpRequestMessage request) => request.Options.TryGetValue(Key, out var exchange) && exchange.IsStarted ? exchange : null;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        while (true)
        {
            var exchange = new Exchange();
            request.Options.Set(Key, exchange);
            Current.Value = exchange;
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException) when (exchange.IsExpired)
            {
                // Nothing was sent, and this connection is no longer in the pool.
            }
        }
    }

    private static SocketsHttpHandler Create(TimeProvider clock, TimeSpan connectLimit) => new()
    {
        ConnectTimeout = connectLimit,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = MaxIdle,
        AllowAutoRedirect = false,
        UseCookies = false,
        // No tracing, because a URL may contain the AppSecret.
        ActivityHeadersPropagator = null,
        PlaintextStreamFilter = (connection, _) => new(new KeptStream(connection.PlaintextStream, clock)),
    };

    /// <summary>One request on one connection.</summary>
    internal sealed class Exchange
    {
        /// <summary>The request was, or may have been, sent at least in part.</summary>
        public bool IsStarted { get; set; }

        /// <summary>The connection had carried another request before.</summary>
        public bool IsKept { get; set; }

        /// <summary>The first bytes of the answer have arrived.</summary>
        public bool IsAnswered { get; set; }

        /// <summary>The connection was unused for too long. Nothing was sent.</summary>
        public bool IsExpired { get; set; }
    }

    /// <summary>
    /// A connection, below HTTP and above TLS. If it ends before the first byte of an answer, reading throws an exception instead of
    /// returning 0: otherwise SocketsHttpHandler would send a request without a body again by itself, up to three times.
    /// </summary>
    private sealed class KeptStream(Stream inner, TimeProvider clock) : Stream
    {
        private DateTimeOffset _usedAt = clock.GetUtcNow();
        private Exchange? _exchange;

        public override bool CanRead => inner.CanRead;

        public override bool CanWrite => inner.CanWrite;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            BeforeWrite();
            return inner.WriteAsync(buffer, cancellationToken);
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            BeforeWrite();
            inner.Write(buffer, offset, count);
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            AfterRead(await inner.ReadAsync(buffer, cancellationToken), buffer.Length);

        // The AWS SDK reads the rest of a longer answer this way.
        public override int Read(Span<byte> buffer) => AfterRead(inner.Read(buffer), buffer.Length);

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override void Flush() => inner.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            await base.DisposeAsync();
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }

        private void BeforeWrite()
        {
            var exchange = Current.Value;
            if (exchange is null || exchange == _exchange)
            {
                return;
            }

            var idle = clock.GetUtcNow() - _usedAt;
            if (idle > MaxIdle || idle < TimeSpan.Zero)
            {
                exchange.IsExpired = true;
                throw new IOException("The connection was unused for too long.");
            }

            exchange.IsKept = _exchange is not null;
            exchange.IsStarted = true;
            Volatile.Write(ref _exchange, exchange);
        }

        private int AfterRead(int read, int wanted)
        {
            if (read > 0)
            {
                _usedAt = clock.GetUtcNow();
                Volatile.Read(ref _exchange)?.IsAnswered = true;
            }
            else if (wanted > 0 && Volatile.Read(ref _exchange) is { IsAnswered: false })
            {
                throw new IOException("The connection was closed before an answer.");
            }

            return read;
        }
    }
}
