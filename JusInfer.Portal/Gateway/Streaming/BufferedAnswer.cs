namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>An answer that is there whole before its first byte leaves, so that its cost can stand in a header.</summary>
internal sealed class BufferedAnswer(PooledBuffer content) : Answer
{
    public override string ContentType => "application/json";

    public override long? KnownLength { get; } = content.Length;

    public static BufferedAnswer Of(ReadOnlySpan<byte> bytes)
    {
        var content = new PooledBuffer(bytes.Length);
        content.Append(bytes);
        return new BufferedAnswer(content);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(content.MoveTo(buffer.Span));

    public override ValueTask DrainAsync() => default;

    public override void Release() => content.Dispose();
}
