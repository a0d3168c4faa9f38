namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// An answer as a stream that the forwarder copies to the client. The forwarder disposes the stream, but the call releases the upstream, so
/// that the answer can be drained after the client has disconnected.
/// </summary>
internal abstract class ResponseStream : Stream
{
    public abstract string ContentType { get; }

    /// <summary>The length in bytes; null if it is not known before the answer is sent.</summary>
    public abstract long? KnownLength { get; }

    /// <summary>The bytes that the client was sent, and those of a complete answer that it will be.</summary>
    public abstract long SentBytes { get; }

    /// <summary>
    /// An attempt or a continuation is running. The answer must be drained before it is released, because the attempt uses resources of the
    /// call.
    /// </summary>
    public virtual bool IsAwaitingUpstream => false;

    /// <summary>
    /// Reads the rest of the answer for the provider's token count after the client has disconnected, within the attempt's deadline.
    /// </summary>
    public abstract ValueTask DrainAsync();

    /// <summary>Releases the upstream and all buffers.</summary>
    public abstract void Release();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Answers are read asynchronously.");

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
