using System.Net;
using System.Net.Sockets;

namespace JusInfer.Portal.Tests.TestKit.Upstreams;

/// <summary>A TCP proxy in front of a server, which can stop the transfer and cut connections. It does not interpret the bytes.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly Uri target;
    private readonly Func<int, ConnectionCut?> cutOf;
    private readonly Task accepting;
    private TaskCompletionSource open = Completed();
    private CancellationTokenSource outage = new();
    private CancellationTokenSource silence = new();
    private int connections;
    private int cuts;

    /// <param name="target">The server.</param>
    /// <param name="cutOf">Where to cut a connection, by its number from 0; null if it is not cut.</param>
    public TcpProxy(Uri target, Func<int, ConnectionCut?>? cutOf = null)
    {
        (this.target, this.cutOf) = (target, cutOf ?? (static _ => null));
        listener.Start(backlog: 1024);
        accepting = AcceptAsync();
    }

    public Uri Address => new($"http://{listener.LocalEndpoint}");

    /// <summary>The number of connections cut so serverSide.</summary>
    public int Cuts => Volatile.Read(ref cuts);

    /// <summary>Stops the transfer in both directions without closing connections.</summary>
    public void Pause() => open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Continues the transfer, including the bytes received in the meantime.</summary>
    public void Resume() => open.TrySetResult();

    /// <summary>Swallows what arrives on the connections that are open now, in both directions. New ones work.</summary>
    public void Silence()
    {
        silence.Cancel();
        silence = new CancellationTokenSource();
    }

    /// <summary>Closes all connections, and each new one, until <see cref="Restore"/>.</summary>
    public void Sever() => outage.Cancel();

    public void Restore() => outage = new CancellationTokenSource();

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        Resume();
        listener.Dispose();
        await accepting;
        stopping.Dispose();
        outage.Dispose();
    }

    private static TaskCompletionSource Completed()
    {
        var opened = new TaskCompletionSource();
        opened.SetResult();
        return opened;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ConnectAsync(await listener.AcceptSocketAsync(stopping.Token), cutOf(connections++));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private async Task ConnectAsync(Socket client, ConnectionCut? cut)
    {
        using var clientSide = client;
        using var serverSide = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token, outage.Token);
        try
        {
            clientSide.NoDelay = serverSide.NoDelay = true;
            await serverSide.ConnectAsync(IPAddress.Loopback, target.Port, end.Token);
            await Task.WhenAny(PassAsync(clientSide, serverSide, left: long.MaxValue, end.Token), PassAsync(serverSide, clientSide, cut?.After ?? long.MaxValue, end.Token));
            if (cut is { IsReset: true }) clientSide.LingerState = new LingerOption(true, 0);
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One side has closed its connection; the proxy closes the other.
        }
    }

    private async Task PassAsync(Socket from, Socket to, long left, CancellationToken end)
    {
        var buffer = new byte[4096];
        var silenced = silence.Token;
        while (await from.ReceiveAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), end) is > 0 and var read)
        {
            await open.Task;
            if (silenced.IsCancellationRequested) continue;
            await to.SendAsync(buffer.AsMemory(0, read), end);
            left -= read;
            if (left > 0) continue;
            Interlocked.Increment(ref cuts);
            return;
        }
    }
}

/// <param name="After">The number of bytes from the server that still pass.</param>
/// <param name="IsReset">Whether the connection is reset; otherwise it is closed normally.</param>
internal sealed record ConnectionCut(long After, bool IsReset);
