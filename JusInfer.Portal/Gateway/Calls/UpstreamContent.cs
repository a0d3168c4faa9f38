using System.Net;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>The JSON body of a request to a provider.</summary>
internal abstract class UpstreamContent : HttpContent
{
    protected UpstreamContent() => Headers.TryAddWithoutValidation("Content-Type", "application/json");

    /// <summary>The connection has taken all of it.</summary>
    public bool IsSent { get; protected set; }

    protected sealed override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, default);

    protected abstract override Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken);
}
