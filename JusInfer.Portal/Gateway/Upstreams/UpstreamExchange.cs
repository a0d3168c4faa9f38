using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Streaming;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>One attempt's request to a provider and the response to it. Owns the response and the deadline until a stream takes them over.</summary>
internal sealed class UpstreamExchange(Call call, IUpstreamDialect dialect, AttemptDeadline deadline) : IDisposable
{
    private bool isHandedOver;

    public Call Call => call;

    /// <summary>The dialect of the call's target.</summary>
    public IUpstreamDialect Dialect => dialect;

    public AttemptDeadline Deadline => deadline;

    /// <summary>The client that sent the request; null before.</summary>
    public HttpMessageInvoker? Client { get; set; }

    /// <summary>Null until the headers have been received.</summary>
    public HttpResponseMessage? Response { get; set; }

    /// <summary>The body of a successful response, from its first byte on.</summary>
    public Stream Content { get; set; } = Stream.Null;

    /// <summary>The content is a stream of events. Otherwise it is one JSON document.</summary>
    public bool IsStream { get; set; }

    /// <summary>The stream of the response, which owns the response and the deadline from here on.</summary>
    public UpstreamStream HandOver(IStreamRelay relay)
    {
        isHandedOver = true;
        return new UpstreamStream(Response!, Content, dialect.Framing, deadline, relay);
    }

    public void Dispose()
    {
        if (isHandedOver) return;
        Response?.Dispose();
        deadline.Dispose();
    }
}
