using System.Net;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// A request body in a pooled buffer that was written for one attempt. The buffer is returned when the request is disposed and no send is
/// running: over HTTP/2 an upstream can answer while the body is still being sent.
/// </summary>
internal sealed class WrittenContent : HttpContent
{
    private readonly PooledBuffer body;
    private int references = 1;

    public WrittenContent(PooledBuffer body)
    {
        this.body = body;
        Headers.TryAddWithoutValidation("Content-Type", "application/json");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, default);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref references);
        try
        {
            await Upload.WriteAsync(stream, body.Memory, cancellationToken);
        }
        finally
        {
            Release();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Release();
        base.Dispose(disposing);
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref references) == 0) body.Dispose();
    }
}
