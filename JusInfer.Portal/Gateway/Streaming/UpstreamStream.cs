using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>
/// One upstream's part in a stream: what it sends, how long it is waited for, and who writes for the client what it says.
/// </summary>
internal sealed class UpstreamStream(
    HttpResponseMessage response, Stream content, IStreamFraming framing, AttemptDeadline deadline, IStreamRelay relay) : IDisposable
{
    public Stream Content => content;

    public IStreamFraming Framing => framing;

    public AttemptDeadline Deadline => deadline;

    public IStreamRelay Relay => relay;

    public void Dispose()
    {
        response.Dispose();
        deadline.Dispose();
        relay.Dispose();
    }
}
