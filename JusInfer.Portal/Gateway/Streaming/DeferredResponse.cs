using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>
/// A stream whose upstream is slow to begin, or still to be found: its headers have gone out and comments keep the line warm until it does.
/// What fails from here on, the client hears in the stream.
/// </summary>
internal sealed class DeferredResponse : ResponseStream
{
    private readonly PooledBuffer own = new(256);
    private readonly Call call;
    private readonly Task<ResponseStream?> asking;
    private readonly KeepAlive line;
    private ResponseStream? answer;
    private bool failed;

    /// <param name="call">Who asks.</param>
    /// <param name="asking">Its attempts; null where they fail, and then the call's error says why.</param>
    /// <param name="line">The client's, which is silent as yet.</param>
    public DeferredResponse(Call call, Task<ResponseStream?> asking, KeepAlive line)
    {
        (this.call, this.asking, this.line) = (call, asking, line);
        call.Context.ClientDialect.Framing.WriteKeepAlive(own);
    }

    public override string ContentType => call.Context.ClientDialect.Framing.ContentType;

    public override long? KnownLength => null;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (own.IsEmpty && answer is null && !failed) await AwaitAsync();
        if (answer is not null && own.IsEmpty) return await answer.ReadAsync(buffer, cancellationToken);
        line.BytesWritten();
        return own.MoveTo(buffer.Span);
    }

    public override bool IsAsking => !asking.IsCompleted || answer is { IsAsking: true };

    public override async ValueTask DrainAsync()
    {
        answer ??= await asking;
        if (answer is not null) await answer.DrainAsync();
    }

    public override void Release()
    {
        line.Dispose();
        own.Dispose();
        if (asking is { IsCompletedSuccessfully: true, Result: { } found }) found.Release();
    }

    private async ValueTask AwaitAsync()
    {
        if (await line.WaitAsync(asking))
        {
            call.Context.ClientDialect.Framing.WriteKeepAlive(own);
            return;
        }

        try
        {
            answer = await asking;
        }
        catch (Exception fault)
        {
            call.Answer = null;
            call.Fail(fault);
        }

        if (answer is not null) return;
        failed = true;
        call.Answer = null; // the call has none; what is written here goes back by itself once it is read
        line.Dispose();
        call.Context.ClientDialect.Writer(call, own).WriteError(call.Error!);
    }
}
