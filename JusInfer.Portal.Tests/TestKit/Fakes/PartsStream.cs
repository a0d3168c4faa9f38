namespace JusInfer.Portal.Tests.TestKit.Fakes;

/// <summary>An upstream body that arrives in the given parts.</summary>
internal sealed class PartsStream(params byte[][] parts) : MemoryStream
{
    private int next;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (next < parts.Length && parts[next].Length == 0) next++;
        if (buffer.IsEmpty || next == parts.Length) return new ValueTask<int>(0);
        var count = Math.Min(buffer.Length, parts[next].Length);
        parts[next].AsSpan(0, count).CopyTo(buffer.Span);
        parts[next] = parts[next][count..];
        return new ValueTask<int>(count);
    }
}
