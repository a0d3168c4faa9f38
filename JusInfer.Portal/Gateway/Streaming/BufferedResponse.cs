using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>An answer that is complete before its first byte is sent, so that a header can contain its cost.</summary>
internal sealed class BufferedResponse(PooledBuffer content, string contentType = "application/json") : ResponseStream
{
    public override string ContentType => contentType;

    public override long? KnownLength { get; } = content.Length;

    public override long SentBytes => KnownLength!.Value;

    public static BufferedResponse From(ReadOnlySpan<byte> bytes)
    {
        var content = new PooledBuffer(bytes.Length);
        content.Append(bytes);
        return new BufferedResponse(content);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(content.MoveTo(buffer.Span));

    public override ValueTask DrainAsync() => default;

    public override void Release() => content.Dispose();
}
