using System.Net;
using System.Net.Sockets;
using System.Text;

namespace JusInfer.Clients.Infrastructure;

/// <summary>Forwards TCP connections to a gateway, and counts those that begin with a WebSocket handshake.</summary>
internal sealed class HandshakeCounter : IAsyncDisposable
{
    private const int MaxHeaderBytes = 16 * 1024;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly Uri gateway;
    private int count;

    public HandshakeCounter(Uri gateway)
    {
        this.gateway = gateway;
        listener.Start();
        _ = AcceptAsync();
    }

    public int Count => Volatile.Read(ref count);

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ForwardAsync(await listener.AcceptTcpClientAsync(stopping.Token));
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test has ended.
        }
    }

    private async Task ForwardAsync(TcpClient accepted)
    {
        using var client = accepted;
        using var server = new TcpClient();
        try
        {
            await server.ConnectAsync(gateway.Host, gateway.Port, stopping.Token);
            var (fromClient, toServer) = (client.GetStream(), server.GetStream());
            var head = new byte[MaxHeaderBytes];
            var length = await fromClient.ReadAsync(head, stopping.Token);
            if (Encoding.ASCII.GetString(head, 0, length).Contains("upgrade: websocket", StringComparison.OrdinalIgnoreCase)) Interlocked.Increment(ref count);
            await toServer.WriteAsync(head.AsMemory(0, length), stopping.Token);
            await Task.WhenAny(fromClient.CopyToAsync(toServer, stopping.Token), toServer.CopyToAsync(fromClient, stopping.Token));
        }
        catch (Exception closed) when (closed is IOException or SocketException or OperationCanceledException)
        {
            // One side closed the connection.
        }
    }
}
