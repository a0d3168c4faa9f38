using System.Net;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// A body that was written for this attempt. Its buffer goes back once the request is over and nobody sends it any more: over HTTP/2 an
/// upstream may answer while the body is on its way.
/// </summary>
internal sealed class WrittenContent : HttpContent
{
    private readonly PooledBuffer body;
    private int holders = 1;

    public WrittenContent(PooledBuffer body)
    {
        this.body = body;
        Headers.TryAddWithoutValidation("Content-Type", "application/json");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, default);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref holders);
        try
        {
            await stream.WriteAsync(body.Memory, cancellationToken);
        }
        finally
        {
            LetGo();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) LetGo();
        base.Dispose(disposing);
    }

    private void LetGo()
    {
        if (Interlocked.Decrement(ref holders) == 0) body.Dispose();
    }
}
