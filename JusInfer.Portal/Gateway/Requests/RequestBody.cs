using System.Buffers;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// A request body, read once into a pooled array that all attempts of the call use. A send holds a lease on it: over HTTP/2 an upstream can
/// answer while the body is still being sent, and the array must not be reused by then.
/// </summary>
/// <remarks>
/// The array grows with the received bytes, because <c>Content-Length</c> is only what the client announces. The announced size counts
/// against the shares of the key and its team from the start (see <see cref="Announce"/>), so that a body that exceeds them is rejected
/// before any of it is read; the size of the array counts against the memory of the process (see <see cref="BytesInFlight"/>).
/// </remarks>
/// <param name="share">The key's share.</param>
internal sealed class RequestBody(BytesInFlight.KeyShare share) : IDisposable
{
    /// <summary>Most requests of agents fit, and 1,000 clients that announce a large body but send none of it use only 64 MB.</summary>
    private const int MaxInitialBytes = 64 * 1024;

    private byte[] pooled = [];
    private int length;
    private long announced;
    private long reserved;
    private long used;
    private int leases = 1;

    public ReadOnlyMemory<byte> Memory => pooled.AsMemory(0, length);

    public ReadOnlySpan<byte> Span => pooled.AsSpan(0, length);

    public int Length => length;

    /// <summary>Reserves the announced size, or returns the error that names the exceeded limit.</summary>
    public GatewayError? Announce(long bytes)
    {
        announced = bytes;
        return Reserve(PinnedArrayPool.SizeOf((int)bytes));
    }

    /// <summary>Appends received bytes. Returns an error, and appends nothing, if there is no memory left for them.</summary>
    public GatewayError? Append(ReadOnlySequence<byte> bytes)
    {
        var total = length + (int)bytes.Length;
        if (total > pooled.Length && Grow(total) is { } error) return error;
        bytes.CopyTo(pooled.AsSpan(length));
        length = total;
        return null;
    }

    /// <summary>
    /// Counts other data of the request, such as recalled items, until the body is disposed. Returns an error if it exceeds a limit.
    /// </summary>
    public GatewayError? Count(long bytes)
    {
        if ((Reserve(used + bytes) ?? share.TryUse(bytes)) is { } error) return error;
        used += bytes;
        return null;
    }

    /// <summary>Keeps the array until the matching <see cref="Dispose"/>; false if it has already been returned.</summary>
    public bool TryLease()
    {
        while (true)
        {
            var current = Volatile.Read(ref leases);
            if (current == 0) return false;
            if (Interlocked.CompareExchange(ref leases, current + 1, current) == current) return true;
        }
    }

    /// <summary>Releases the call's own lease or that of a send. The last release returns the array.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref leases) != 0) return;
        if (pooled.Length > 0) PinnedArrayPool.Shared.Return(pooled);
        (pooled, length) = ([], 0);
        share.Remove(reserved, used);
    }

    /// <summary>Increases the reservation to this number of bytes.</summary>
    private GatewayError? Reserve(long total)
    {
        if (total <= reserved) return null;
        if (share.TryReserve(total - reserved) is { } error) return error;
        reserved = total;
        return null;
    }

    private GatewayError? Grow(int needed)
    {
        var target = pooled.Length == 0 ? (int)Math.Min(announced, MaxInitialBytes) : pooled.Length * 2;
        var size = PinnedArrayPool.SizeOf(Math.Max(needed, target));
        if (Count(size - pooled.Length) is { } error) return error;
        var larger = PinnedArrayPool.Shared.Rent(size);
        Span.CopyTo(larger);
        if (pooled.Length > 0) PinnedArrayPool.Shared.Return(pooled);
        pooled = larger;
        return null;
    }
}
