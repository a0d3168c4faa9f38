using System.Net;
using JusInfer.Portal.Gateway.Calls;

namespace JusInfer.Portal.Gateway.Forwarding;

/// <summary>The HTTP content through which the forwarder reads an answer.</summary>
internal sealed class ResponseStreamContent(ResponseStream answer) : HttpContent
{
    public ResponseStream Answer => answer;

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(answer);

    protected override Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) => Task.FromResult<Stream>(answer);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => answer.CopyToAsync(stream);

    protected override bool TryComputeLength(out long length)
    {
        length = answer.KnownLength ?? 0;
        return answer.KnownLength is not null;
    }
}
