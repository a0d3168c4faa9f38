using JusInfer.Portal.Gateway.Calls;

namespace JusInfer.Portal.Gateway.Forwarding;

/// <summary>
/// The body of a call's response. Aborts the connection (HTTP/2: the stream) of a client that does not read: after
/// <see cref="MaxStall"/> in one write, or at the call's total timeout. A write waits only if the buffers on the way to the client, about
/// 64 KB here, are full; the timer runs only then.
/// </summary>
internal sealed partial class DeliveryStream(Stream body, Call call, HttpContext http, TimeProvider time, ILogger logger) : Stream
{
    /// <summary>The maximum time that a write can wait. A client that loses its network for some seconds continues.</summary>
    public static readonly TimeSpan MaxStall = TimeSpan.FromMinutes(2);

    /// <summary>What a write that waits has in any case, also at the total timeout.</summary>
    public static readonly TimeSpan MinStall = TimeSpan.FromSeconds(10);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var written = body.WriteAsync(buffer, cancellationToken);
        return written.IsCompleted ? written : new ValueTask(AwaitAsync(written.AsTask()));
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        var flushed = body.FlushAsync(cancellationToken);
        return flushed.IsCompleted ? flushed : AwaitAsync(flushed);
    }

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async Task AwaitAsync(Task write)
    {
        var limit = Limit();
        await using var timer = time.CreateTimer(_ => Abort(limit), state: null, limit, Timeout.InfiniteTimeSpan);
        await write;
    }

    private void Abort(TimeSpan waited)
    {
        LogClientNotReading(logger, call.Context.Id, waited.TotalSeconds);
        http.Abort();
    }

    private TimeSpan Limit()
    {
        if (call.Attempts == 0) return MaxStall; // answered without a provider
        var left = call.Target.Endpoint.Timeouts.Total - time.GetElapsedTime(call.FirstAttemptAt);
        return left < MinStall ? MinStall : left < MaxStall ? left : MaxStall;
    }

    [LoggerMessage(
        LogEvents.ClientNotReading,
        LogLevel.Information,
        "Call {Call}: the client has not read its answer for {Seconds} seconds, so its connection is closed.")]
    private static partial void LogClientNotReading(ILogger logger, RequestId call, double seconds);
}
