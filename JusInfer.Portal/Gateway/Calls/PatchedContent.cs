using System.Net;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>The client's body with its patch, written directly from the pooled array to the upstream's socket.</summary>
internal sealed class PatchedContent : UpstreamContent
{
    private readonly RequestBody body;
    private readonly BodyPatch patch;

    /// <param name="body">The body that the patch refers to; leased while it is sent.</param>
    /// <param name="patch">Writes the patched body.</param>
    public PatchedContent(RequestBody body, BodyPatch patch)
    {
        this.body = body;
        this.patch = patch;
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (!body.TryLease()) throw new IOException("The call has ended.");
        try
        {
            await patch.WriteToAsync(stream, cancellationToken);
            IsSent = true;
        }
        finally
        {
            body.Dispose();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = patch.Length;
        return true;
    }
}
