using System.Buffers;
using System.Runtime.InteropServices;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// Memory for a large body outside of the managed heap. It grows without a copy where the C library can move pages, occupies only what has been
/// written, and goes back to the operating system when it is disposed.
/// </summary>
/// <remarks>
/// As arrays, the bodies of 20 MB of one team started a collection of all generations several times per second, of up to 87 ms on one core
/// (<c>benchmarks/isolation.py</c>). Memory that is used after it was disposed throws <see cref="ObjectDisposedException"/>.
/// There is no finalizer, which could free memory that a span still uses: the owner disposes it.
/// </remarks>
internal sealed unsafe class NativeBytes(int length) : MemoryManager<byte>
{
    private byte* start = (byte*)NativeMemory.Alloc((nuint)length);
    private int length = length;

    /// <summary>Makes it larger. Nothing else may use the memory meanwhile.</summary>
    public void Grow(int newLength)
    {
        ObjectDisposedException.ThrowIf(start is null, this);
        start = (byte*)NativeMemory.Realloc(start, (nuint)newLength);
        length = newLength;
    }

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(start is null, this);
        return new Span<byte>(start, length);
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ObjectDisposedException.ThrowIf(start is null, this);
        ArgumentOutOfRangeException.ThrowIfNegative(elementIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(elementIndex, length);
        return new MemoryHandle(start + elementIndex, pinnable: this);
    }

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        NativeMemory.Free(start);
        start = null;
    }
}
