using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using JusInfer.Portal.Primitives.Networks;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// Opens connections to providers. The addresses of a host are tried at intervals without waiting for the one before, and the first to
/// connect is used and remembered (RFC 8305): an address that swallows packets costs a quarter of a second once, not ten with every call.
/// </summary>
/// <param name="resolve">Resolves a host's name; null for the system's resolver.</param>
internal sealed class UpstreamConnector(Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    /// <summary>The recommended delay before the next address (RFC 8305, section 5).</summary>
    private static readonly TimeSpan AttemptDelay = TimeSpan.FromMilliseconds(250);

    private readonly Func<string, CancellationToken, Task<IPAddress[]>> resolve = resolve ?? Dns.GetHostAddressesAsync;
    private readonly ConcurrentDictionary<DnsEndPoint, IPAddress> lastUsed = [];

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var endpoint = context.DnsEndPoint;
        var addresses = IPAddress.TryParse(endpoint.Host, out var literal) ? [literal] : await resolve(endpoint.Host, cancellationToken);
        var socket = addresses.Length == 1
            ? await ConnectAsync(addresses[0], endpoint.Port, cancellationToken)
            : await RaceAsync(Order(addresses, lastUsed.GetValueOrDefault(endpoint)), endpoint.Port, cancellationToken);
        if (addresses.Length > 1 && socket.RemoteEndPoint is IPEndPoint used) lastUsed[endpoint] = used.Address;
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>
    /// The address that connected last comes first. Then the families alternate, beginning with that of the first address (RFC 8305,
    /// section 4).
    /// </summary>
    internal static IPAddress[] Order(IPAddress[] addresses, IPAddress? last)
    {
        var first = addresses.Where(address => address.AddressFamily == addresses[0].AddressFamily).ToList();
        var second = addresses.Where(address => address.AddressFamily != addresses[0].AddressFamily).ToList();
        var alternating = Enumerable.Range(0, addresses.Length)
            .SelectMany(index => first.Skip(index).Take(1).Concat(second.Skip(index).Take(1)));
        return [.. alternating.OrderByDescending(address => address.Equals(last))];
    }

    private static async Task<Socket> RaceAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        using var decided = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task<Socket>> running = [];
        Task<Socket>? winner = null;
        try
        {
            for (var next = 0; winner is null && (next < addresses.Length || running.Exists(static task => !task.IsCompleted));)
            {
                var delay = Timeout.InfiniteTimeSpan;
                if (next < addresses.Length)
                {
                    running.Add(ConnectAsync(addresses[next++], port, decided.Token));
                    delay = AttemptDelay;
                }

                await WaitAsync(running, delay, cancellationToken);
                winner = Connected(running);
            }

            // All have failed: the first address says why.
            return await (winner ?? running[0]);
        }
        finally
        {
            await decided.CancelAsync();
            foreach (var loser in running.Where(task => task != winner)) Close(loser);
        }
    }

    private static Task<Socket>? Connected(List<Task<Socket>> running) => running.Find(static task => task.IsCompletedSuccessfully);

    /// <summary>Waits until one has connected, until the next address can be tried because one has failed, or for the delay.</summary>
    private static async Task WaitAsync(List<Task<Socket>> running, TimeSpan delay, CancellationToken cancellationToken)
    {
        var pending = running.FindAll(static task => !task.IsCompleted);
        if (Connected(running) is not null || pending.Count == 0) return;
        using var elapsed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny([.. pending, Task.Delay(delay, elapsed.Token)]);
        await elapsed.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static void Close(Task<Socket> loser) => _ = loser.ContinueWith(
        static task =>
        {
            if (task.IsCompletedSuccessfully) task.Result.Dispose();
            else _ = task.Exception;
        },
        CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private static async Task<Socket> ConnectAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            TcpKeepAlive.Enable(socket);
            await socket.ConnectAsync(address, port, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
