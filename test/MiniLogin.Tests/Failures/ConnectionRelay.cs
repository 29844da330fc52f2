using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MiniLogin.Tests.Failures;

/// <summary>A TCP relay that can forget its connections without a word, or close one before any byte of an answer.</summary>
internal sealed class ConnectionRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<Connection> _connections = new();
    private readonly ConcurrentQueue<string> _requests = new();

    public ConnectionRelay()
    {
        _listener.Start();
        Url = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _ = AcceptAsync();
    }

    public Uri Url { get; }

    /// <summary>The server behind the relay.</summary>
    public Uri? Target { get; set; }

    public int Connections => _connections.Count;

    /// <summary>The request lines, also of requests that the relay lost.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>The number of requests that arrived on a forgotten connection.</summary>
    public int Lost => _connections.Sum(connection => connection.Lost);

    /// <summary>How the connections of requests whose line contains <see cref="CutPath"/> end. Null for no cut.</summary>
    public Cut? Cut { get; set; }

    public string CutPath { get; set; } = "/";

    /// <summary>The number of requests that are still cut.</summary>
    public int CutTimes { get; set; } = int.MaxValue;

    /// <summary>The open connections stay open, but nothing passes them any more.</summary>
    public void Forget()
    {
        foreach (var connection in _connections)
        {
            connection.IsForgotten = true;
        }
    }

    public int Count(string path) => _requests.Count(line => line.Contains(path, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        foreach (var connection in _connections)
        {
            connection.Client.Dispose();
            connection.Server?.Dispose();
        }

        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = new Connection(await _listener.AcceptSocketAsync(_end.Token));
                _connections.Enqueue(connection);
                _ = RelayAsync(connection);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task RelayAsync(Connection connection)
    {
        try
        {
            connection.Server = new(SocketType.Stream, ProtocolType.Tcp);
            await connection.Server.ConnectAsync(Target!.Host, Target.Port, _end.Token);
            _ = AnswerAsync(connection, connection.Server);
            var buffer = new byte[64 * 1024];
            while (await connection.Client.ReceiveAsync(buffer, _end.Token) is var read and > 0)
            {
                // A request of these tests fits into one packet.
                var line = Encoding.ASCII.GetString(buffer, 0, read).Split("\r\n")[0];
                var isRequest = line.Contains(" HTTP/1.1", StringComparison.Ordinal);
                if (isRequest)
                {
                    _requests.Enqueue(line.Split('?')[0]);
                }

                if (connection.IsForgotten)
                {
                    connection.Lost += isRequest ? 1 : 0;
                    continue;
                }

                connection.Cut = isRequest && line.Contains(CutPath, StringComparison.Ordinal) && CutTimes-- > 0 ? Cut : null;
                if (connection.Cut is { AfterTheWork: false })
                {
                    End(connection);
                    return;
                }

                await connection.Server.SendAsync(buffer.AsMemory(0, read), _end.Token);
            }

            connection.Server.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task AnswerAsync(Connection connection, Socket server)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            while (await server.ReceiveAsync(buffer, _end.Token) is var read and > 0)
            {
                if (connection.Cut is not null)
                {
                    End(connection);
                    return;
                }

                if (!connection.IsForgotten)
                {
                    await connection.Client.SendAsync(buffer.AsMemory(0, read), _end.Token);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private static void End(Connection connection)
    {
        if (connection.Cut!.IsReset)
        {
            connection.Client.LingerState = new(true, 0);
        }

        connection.Client.Close();
    }

    private sealed class Connection(Socket client)
    {
        public Socket Client => client;

        public Socket? Server { get; set; }

        public bool IsForgotten { get; set; }

        public Cut? Cut { get; set; }

        public int Lost { get; set; }
    }
}

/// <summary>A connection that ends before any byte of an answer.</summary>
/// <param name="AfterTheWork">The server has carried out the request.</param>
/// <param name="IsReset">By RST; otherwise by FIN.</param>
internal sealed record Cut(bool AfterTheWork, bool IsReset);
