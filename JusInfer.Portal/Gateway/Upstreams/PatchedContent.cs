using System.Net;
using JusInfer.Portal.Gateway.Requests;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>The client's body with its patches, written straight from the pooled array to the upstream's socket.</summary>
internal sealed class PatchedContent : HttpContent
{
    private readonly BodyPatch patch;

    public PatchedContent(BodyPatch patch)
    {
        this.patch = patch;
        Headers.TryAddWithoutValidation("Content-Type", "application/json");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        patch.WriteToAsync(stream, cancellationToken).AsTask();

    protected override bool TryComputeLength(out long length)
    {
        length = patch.Length;
        return true;
    }
}
