namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// An answer on its way to the client: a stream that the forwarder reads. The forwarder disposes what it read; the upstream behind it is
/// released by the call, so that reading on after the client has gone stays possible.
/// </summary>
internal abstract class ResponseStream : Stream
{
    public abstract string ContentType { get; }

    /// <summary>Bytes in all, where that is known before they are sent.</summary>
    public abstract long? KnownLength { get; }

    /// <summary>
    /// An upstream is being asked right now: whoever gives the answer up has to drain it first, as the asking uses what belongs to the
    /// call.
    /// </summary>
    public virtual bool IsAsking => false;

    /// <summary>Reads on for the provider's count after the client has gone, as far as the attempt's deadline allows.</summary>
    public abstract ValueTask DrainAsync();

    /// <summary>Gives up the upstream and every buffer.</summary>
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
