using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// The connection of HTTP/1.1 to a provider. A refusal can arrive before the body has been sent: the provider then closes the connection,
/// or reads no more. HttpClient would report the failed write instead of the answer (dotnet/runtime#119350, dotnet/yarp#2731), so this
/// stream takes the rest of the body without sending it, and the answer is read. Without an answer, the request fails a second later.
/// </summary>
/// <remarks>Linux keeps what has been received when the peer resets a connection. Other systems can drop it.</remarks>
internal sealed class UploadStream(Stream connection, TimeProvider time) : Stream
{
    /// <summary>How long an answer may take after the provider has stopped reading.</summary>
    private static readonly TimeSpan MaxAnswerDelay = TimeSpan.FromSeconds(1);

    /// <summary>The maximum time for one write: 64 KB in it are less than every line has.</summary>
    private static readonly TimeSpan MaxStall = TimeSpan.FromSeconds(10);

    private const string Unusable = "The provider has not received all of an earlier request.";

    private readonly CancellationTokenSource writing = new(Timeout.InfiniteTimeSpan, time);
    private readonly CancellationTokenSource reading = new(Timeout.InfiniteTimeSpan, time);

    /// <summary>Why the rest of the body is not sent; null while it is.</summary>
    private IOException? fault;

    /// <summary>
    /// The last read before the fault waited for data without taking it, as HttpClient does with an idle connection. The next one takes it,
    /// while the body may still be written.
    /// </summary>
    private bool isReadAhead;

    /// <summary>The answer is being read, so that a write is that of another request.</summary>
    private bool isAnswerRead;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>HttpClient passes no token: it closes the connection instead.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (fault is null) isReadAhead = buffer.IsEmpty;
        else if (isReadAhead) isReadAhead = false;
        else isAnswerRead = true;
        return connection.ReadAsync(buffer, cancellationToken.CanBeCanceled ? cancellationToken : reading.Token);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (fault is not null) return isAnswerRead ? ValueTask.FromException(new IOException(Unusable, fault)) : default;
        var written = connection.WriteAsync(buffer, writing.Token);
        return written.IsCompletedSuccessfully ? written : AwaitAsync(written, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        fault is null ? connection.FlushAsync(cancellationToken) : Task.CompletedTask;

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            connection.Dispose();
            writing.Dispose();
            reading.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask AwaitAsync(ValueTask written, CancellationToken cancellationToken)
    {
        writing.CancelAfter(MaxStall);
        await using var registration = cancellationToken.UnsafeRegister(
            static state => ((CancellationTokenSource)state!).Cancel(), writing);
        try
        {
            await written;
            writing.CancelAfter(Timeout.InfiniteTimeSpan);
        }
        catch (IOException unsent)
        {
            Abandon(unsent);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Abandon(new UploadStalledException());
        }
    }

    private void Abandon(IOException unsent)
    {
        fault = unsent;
        reading.CancelAfter(MaxAnswerDelay);
    }
}
