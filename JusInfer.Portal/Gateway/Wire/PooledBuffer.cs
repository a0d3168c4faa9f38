using System.Buffers;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>
/// Bytes that come in at one end and go out at the other. Holds a pooled array only while it holds bytes: an idle stream, and most are idle
/// most of the time, costs nothing here.
/// </summary>
internal sealed class PooledBuffer(int firstSize) : IBufferWriter<byte>, IDisposable
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

    /// <summary>Moves as much as fits; returns how much that was.</summary>
    public int MoveTo(Span<byte> destination)
    {
        var count = Math.Min(Length, destination.Length);
        Span[..count].CopyTo(destination);
        Consume(count);
        return count;
    }

    /// <summary>Moves all but the first bytes to the end of another buffer.</summary>
    /// <param name="kept">How many stay.</param>
    /// <param name="other">Where the rest goes.</param>
    public void MoveBehind(int kept, PooledBuffer other)
    {
        if (kept >= Length) return;
        other.Append(Span[kept..]);
        end = start + kept;
        if (start == end) Release();
    }

    /// <summary>Drops what is behind the first bytes.</summary>
    public void Cut(int length)
    {
        end = start + length;
        if (start == end) Release();
    }

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
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(firstSize, Length + count));
            Span.CopyTo(larger);
            if (array.Length > 0) ArrayPool<byte>.Shared.Return(array);
            array = larger;
        }

        (start, end) = (0, Length);
    }
}
