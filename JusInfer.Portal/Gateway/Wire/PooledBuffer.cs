using System.Buffers;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>
/// A FIFO buffer of bytes in a pooled array. An empty buffer returns its array to the pool, so that idle streams, the most common state of
/// a stream, occupy no memory.
/// </summary>
/// <param name="initialBytes">The minimum size of the array.</param>
internal sealed class PooledBuffer(int initialBytes) : IBufferWriter<byte>, IDisposable
{
    private byte[] array = [];
    private int start;
    private int end;

    public int Length => end - start;

    public bool IsEmpty => start == end;

    public ReadOnlySpan<byte> Span => array.AsSpan(start, Length);

    public ReadOnlyMemory<byte> Memory => array.AsMemory(start, Length);

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return array.AsMemory(end);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Advance(int count) => end += count;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(array.AsSpan(end));
        end += bytes.Length;
    }

    /// <summary>Moves as many bytes as fit to the destination and returns their number.</summary>
    public int MoveTo(Span<byte> destination)
    {
        var count = Math.Min(Length, destination.Length);
        Span[..count].CopyTo(destination);
        Consume(count);
        return count;
    }

    /// <summary>Moves all bytes except the first ones to the end of another buffer.</summary>
    /// <param name="kept">The number of bytes that stay.</param>
    /// <param name="other">The buffer to append to.</param>
    public void MoveTailTo(int kept, PooledBuffer other)
    {
        if (kept >= Length) return;
        other.Append(Span[kept..]);
        end = start + kept;
        if (start == end) Release();
    }

    /// <summary>Discards all bytes except the first <paramref name="length"/>.</summary>
    public void Truncate(int length)
    {
        end = start + length;
        if (start == end) Release();
    }

    /// <summary>Discards the first <paramref name="count"/> bytes.</summary>
    public void Consume(int count)
    {
        start += count;
        if (start == end) Release();
    }

    public void Dispose() => Release();

    private void Release()
    {
        if (array.Length > 0) ArrayPool<byte>.Shared.Return(array);
        (array, start, end) = ([], 0, 0);
    }

    private void Reserve(int count)
    {
        if (array.Length - end >= count) return;
        if (array.Length - Length >= count && start > 0)
        {
            Span.CopyTo(array);
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(initialBytes, Length + count));
            Span.CopyTo(larger);
            if (array.Length > 0) ArrayPool<byte>.Shared.Return(array);
            array = larger;
        }

        (start, end) = (0, Length);
    }
}
