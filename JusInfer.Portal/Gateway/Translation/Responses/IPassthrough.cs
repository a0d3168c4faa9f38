using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>
/// Reads one answer between an upstream and a client that use the same dialect. It decides which events are canonical, that is, in the
/// format and order that every client of the dialect supports. It tracks the state of the client's stream, so that a writer can take over
/// at any event.
/// </summary>
internal interface IPassthrough : IResponseReader, IDisposable
{
    /// <summary>
    /// Starts to pass events through: the outlet receives the bytes of each canonical event, and takes over at the first other event.
    /// </summary>
    void Attach(IEventOutlet outlet);

    /// <summary>Records that all events passed to the outlet so far have been sent to the client.</summary>
    void Commit();

    /// <summary>
    /// Reports the extensions of a canonical event that are not content. They are not needed while events are passed through.
    /// </summary>
    void ReadExtensions(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IResponseSink sink);

    /// <summary>
    /// Creates the client's writer, which continues after the last event that was sent. Called once. After it no event is passed through,
    /// and all extensions are reported.
    /// </summary>
    IResponseWriter TakeOver();

    /// <summary>Writes the end of a stream of which every event was passed through.</summary>
    void WriteEnd();

    /// <summary>
    /// Writes a keep-alive event between two events that are passed through, if one is due. False if the dialect has none after which the
    /// upstream's events can still be passed through.
    /// </summary>
    /// <param name="isEventDue">The client has received no event for a long time; otherwise it has received no bytes.</param>
    bool TryWriteKeepAlive(bool isEventDue);

    /// <summary>Whether the body of an answer that is not streamed has the format that every client of the dialect supports.</summary>
    bool IsCanonical(ReadOnlySpan<byte> body);

    /// <summary>Converts the body of a canonical answer that is not streamed for the client. Takes ownership of the body.</summary>
    PooledBuffer PassBuffered(PooledBuffer body) => body;

    void IDisposable.Dispose()
    {
    }
}
