using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>An answer that is there whole before its first byte leaves, so that its cost can stand in a header.</summary>
internal sealed class BufferedResponse(PooledBuffer content) : ResponseStream
{
    public override string ContentType => IsEvents ? EventStream : "application/json";

    public override long? KnownLength { get; } = content.Length;

    /// <summary>The content is a stream's, all of it at once.</summary>
    private bool IsEvents { get; init; }

    public static BufferedResponse Of(ReadOnlySpan<byte> bytes)
    {
        var content = new PooledBuffer(bytes.Length);
        content.Append(bytes);
        return new BufferedResponse(content);
    }

    public static BufferedResponse OfEvents(PooledBuffer events) => new(events) { IsEvents = true };

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(content.MoveTo(buffer.Span));

    public override ValueTask DrainAsync() => default;

    public override void Release() => content.Dispose();
}
