using System.Net;
using System.Net.Sockets;

namespace JusInfer.Portal.Tests.TestKit.Upstreams;

/// <summary>A wire that can be cut: takes connections, passes them on to a server, and does to each what the test says. Bytes pass unread.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ending = new();
    private readonly Uri target;
    private readonly Func<int, WireCut?> cutOf;
    private readonly Task accepting;
    private TaskCompletionSource open = Opened();
    private int connections;
    private int cuts;

    /// <param name="target">The server.</param>
    /// <param name="cutOf">What becomes of a connection, by its number from 0; null where it lives.</param>
    public TcpProxy(Uri target, Func<int, WireCut?>? cutOf = null)
    {
        (this.target, this.cutOf) = (target, cutOf ?? (static _ => null));
        listener.Start(backlog: 1024);
        accepting = AcceptAsync();
    }

    public Uri Address => new($"http://{listener.LocalEndpoint}");

    /// <summary>Connections that were cut so far.</summary>
    public int Cuts => Volatile.Read(ref cuts);

    /// <summary>From now on no byte arrives anywhere, and nobody is told.</summary>
    public void Swallow() => open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whatever was swallowed arrives.</summary>
    public void LetGo() => open.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        LetGo();
        listener.Dispose();
        await accepting;
        ending.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var opened = new TaskCompletionSource();
        opened.SetResult();
        return opened;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ConnectAsync(await listener.AcceptSocketAsync(ending.Token), cutOf(connections++));
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ConnectAsync(Socket client, WireCut? cut)
    {
        using var near = client;
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            near.NoDelay = far.NoDelay = true;
            await far.ConnectAsync(IPAddress.Loopback, target.Port, ending.Token);
            await Task.WhenAny(PassAsync(near, far, left: long.MaxValue), PassAsync(far, near, cut?.After ?? long.MaxValue));
            if (cut is { IsReset: true }) near.LingerState = new LingerOption(true, 0);
        }
        catch (Exception gone) when (gone is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One of the two has hung up: so does this.
        }
    }

    private async Task PassAsync(Socket from, Socket to, long left)
    {
        var buffer = new byte[4096];
        while (await from.ReceiveAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), ending.Token) is > 0 and var read)
        {
            await open.Task;
            await to.SendAsync(buffer.AsMemory(0, read), ending.Token);
            left -= read;
            if (left > 0) continue;
            Interlocked.Increment(ref cuts);
            return;
        }
    }
}

/// <param name="After">Bytes from the server that still pass.</param>
/// <param name="IsReset">By a reset; else the connection is closed in order.</param>
internal sealed record WireCut(long After, bool IsReset);
