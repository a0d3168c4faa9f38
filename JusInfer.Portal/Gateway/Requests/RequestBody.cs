using System.Buffers;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// A request body, read once into memory that all attempts of the call use: a pooled array, or <see cref="NativeBytes"/> if it is large. A send
/// holds a lease on it: over HTTP/2 an upstream can answer while the body is still being sent, and the memory must not be reused by then.
/// </summary>
/// <remarks>
/// The memory grows with the received bytes, because <c>Content-Length</c> is only what the client announces. The announced size counts
/// against the shares of the key and its team from the start (see <see cref="Announce"/>), so that a body that exceeds them is rejected
/// before any of it is read; the size of the memory counts against that of the process (see <see cref="BytesInFlight"/>).
/// </remarks>
/// <param name="share">The key's share.</param>
internal sealed class RequestBody(BytesInFlight.KeyShare share) : IDisposable
{
    /// <summary>Most requests of agents fit, and 1,000 clients that announce a large body but send none of it use only 64 MB.</summary>
    private const int MaxInitialBytes = 64 * 1024;

    /// <summary>Larger bodies are outside of the managed heap.</summary>
    private const int MaxPooledBytes = 1024 * 1024;

    private byte[] pooled = [];
    private NativeBytes? native;
    private int capacity;
    private int length;
    private long announced;
    private long reserved;
    private long used;
    private int leases = 1;

    public ReadOnlyMemory<byte> Memory => native is null ? pooled.AsMemory(0, length) : native.Memory[..length];

    public ReadOnlySpan<byte> Span => Reserved[..length];

    public int Length => length;

    /// <summary>The body as memory that can be changed, before the first attempt sends it.</summary>
    public Span<byte> Writable => Reserved[..length];

    /// <summary>Halves of surrogate pairs were replaced.</summary>
    public bool HasReplacedSurrogates { get; private set; }

    /// <summary>Tools that were listed twice were removed.</summary>
    public bool HasRemovedTools { get; private set; }

    public void ReplaceUnpairedSurrogates() => HasReplacedSurrogates |= UnpairedSurrogates.Replace(Writable);

    /// <summary>Turns tools that are listed again into white space. Returns an error if two different tools have one name.</summary>
    public GatewayError? RemoveRepeatedTools()
    {
        if (!RepeatedTools.Find(Memory).TryGet(out var repeated, out var error)) return error;
        foreach (var tool in repeated) Writable[JsonMembers.WithComma(Span, tool, removedUpTo: 0)].Fill((byte)' ');
        HasRemovedTools |= repeated.Count > 0;
        return null;
    }

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
        if (total > capacity && Grow(total) is { } error) return error;
        bytes.CopyTo(Reserved[length..]);
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

    /// <summary>Keeps the memory until the matching <see cref="Dispose"/>; false if it has already been returned.</summary>
    public bool TryLease()
    {
        while (true)
        {
            var current = Volatile.Read(ref leases);
            if (current == 0) return false;
            if (Interlocked.CompareExchange(ref leases, current + 1, current) == current) return true;
        }
    }

    /// <summary>Releases the call's own lease or that of a send. The last release returns the memory.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref leases) != 0) return;
        Free();
        (capacity, length) = (0, 0);
        share.Remove(reserved, used);
    }

    private Span<byte> Reserved => native is null ? pooled : native.GetSpan();

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
        var target = capacity == 0 ? (int)Math.Min(announced, MaxInitialBytes) : capacity * 2;
        var size = PinnedArrayPool.SizeOf(Math.Max(needed, target));
        if (Count(size - capacity) is { } error) return error;
        if (native is not null)
        {
            native.Grow(size);
        }
        else if (size > MaxPooledBytes)
        {
            var larger = new NativeBytes(size);
            Span.CopyTo(larger.GetSpan());
            Free();
            native = larger;
        }
        else
        {
            var larger = PinnedArrayPool.Shared.Rent(size);
            Span.CopyTo(larger);
            Free();
            pooled = larger;
        }

        capacity = size;
        return null;
    }

    private void Free()
    {
        if (pooled.Length > 0) PinnedArrayPool.Shared.Return(pooled);
        pooled = [];
        (native as IDisposable)?.Dispose();
        native = null;
    }
}
