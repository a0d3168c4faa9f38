namespace JusInfer.Portal.Tests.TestKit.Fakes;

/// <summary>An upstream's bytes in the pieces in which they arrive.</summary>
internal sealed class PiecesStream(params byte[][] pieces) : MemoryStream
{
    private int next;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (next < pieces.Length && pieces[next].Length == 0) next++;
        if (buffer.IsEmpty || next == pieces.Length) return new ValueTask<int>(0);
        var count = Math.Min(buffer.Length, pieces[next].Length);
        pieces[next].AsSpan(0, count).CopyTo(buffer.Span);
        pieces[next] = pieces[next][count..];
        return new ValueTask<int>(count);
    }
}
