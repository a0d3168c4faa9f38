using System.Net;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// A request body in a pooled buffer that was written for one attempt. The buffer is returned when the request is disposed and no send is
/// running: over HTTP/2 an upstream can answer while the body is still being sent.
/// </summary>
internal sealed class WrittenContent(PooledBuffer body) : UpstreamContent
{
    private int references = 1;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref references);
        try
        {
            await Upload.WriteAsync(stream, body.Memory, cancellationToken);
            IsSent = true;
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
