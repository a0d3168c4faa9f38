using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>The part of a stream that one upstream sends: its content, its deadline and the relay that writes it for the client.</summary>
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
