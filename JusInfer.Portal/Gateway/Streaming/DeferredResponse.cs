using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>
/// A stream whose headers are sent before an upstream has answered. Comments keep the connection alive until then. If all attempts fail,
/// the client gets the error in the stream.
/// </summary>
internal sealed class DeferredResponse : ResponseStream
{
    private readonly PooledBuffer output = new(256);
    private readonly Call call;
    private readonly Task<ResponseStream?> attempts;
    private readonly KeepAlive keepAlive;
    private ResponseStream? answer;
    private bool failed;
    private long sent;

    /// <param name="call">The call.</param>
    /// <param name="attempts">The attempts of the call. The result is null if they fail; the call then has an error.</param>
    /// <param name="keepAlive">The keep-alive timer of the client's connection.</param>
    public DeferredResponse(Call call, Task<ResponseStream?> attempts, KeepAlive keepAlive)
    {
        (this.call, this.attempts, this.keepAlive) = (call, attempts, keepAlive);
        call.Context.Framing.WriteKeepAlive(output);
    }

    public override string ContentType => call.Context.Framing.ContentType;

    public override long? KnownLength => null;

    public override long SentBytes => sent + (answer?.SentBytes ?? 0);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (output.IsEmpty && answer is null && !failed) await AwaitAsync();
        if (answer is not null && output.IsEmpty) return await answer.ReadAsync(buffer, cancellationToken);
        keepAlive.BytesWritten();
        var moved = output.MoveTo(buffer.Span);
        sent += moved;
        return moved;
    }

    public override bool IsAwaitingUpstream => !attempts.IsCompleted || answer is { IsAwaitingUpstream: true };

    public override async ValueTask DrainAsync()
    {
        answer ??= await attempts;
        if (answer is not null) await answer.DrainAsync();
    }

    public override void Release()
    {
        keepAlive.Dispose();
        output.Dispose();
        if (attempts is { IsCompletedSuccessfully: true, Result: { } found }) found.Release();
    }

    private async ValueTask AwaitAsync()
    {
        if (await keepAlive.WaitAsync(attempts))
        {
            call.Context.Framing.WriteKeepAlive(output);
            return;
        }

        try
        {
            answer = await attempts;
        }
        catch (Exception fault)
        {
            call.Answer = null;
            call.Fail(fault);
        }

        if (answer is not null) return;
        failed = true;
        call.Answer = null; // the call has no answer, and Release disposes the buffer below
        keepAlive.Dispose();
        call.Context.ClientDialect.Writer(call, output).WriteError(call.Error!);
    }
}
