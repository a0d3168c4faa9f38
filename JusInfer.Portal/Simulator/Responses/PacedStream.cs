using System.Collections.Immutable;

namespace JusInfer.Portal.Simulator.Responses;

/// <summary>
/// A stream that returns one event per read, at the time when the event is due. An event that is already due is returned immediately. A
/// read into an empty buffer waits for the next event and does not consume it. Supports asynchronous reads only.
/// </summary>
internal sealed class PacedStream(ImmutableArray<PacedEvent> events, TimeProvider clock) : Stream
{
    private readonly long start = clock.GetTimestamp();
    private ReadOnlyMemory<byte> pending;
    private int next;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (pending.IsEmpty && next < events.Length)
        {
            await clock.DelayAsync(events[next].At - clock.GetElapsedTime(start), cancellationToken);
            pending = events[next++].Bytes;
        }

        var count = Math.Min(buffer.Length, pending.Length);
        pending[..count].CopyTo(buffer);
        pending = pending[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("The simulator's stream supports asynchronous reads only.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }
}
