using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Answers;

/// <summary>
/// Reads one answer between an upstream and a client that speak the same dialect. It knows which events are canonical: in the form and in
/// the order that every client of the dialect reads. And it knows how far the client's stream has come, so that a writer can take over in
/// mid-stream.
/// </summary>
internal interface IPassthrough : IAnswerReader, IDisposable
{
    /// <summary>Events pass through: the outlet is offered the bytes of each canonical one, and takes over at the first other one.</summary>
    void Attach(IEventOutlet outlet);

    /// <summary>All events that were offered so far have been sent to the client.</summary>
    void Commit();

    /// <summary>Tells the extensions of a canonical event that are not content. While events pass, nobody needs them.</summary>
    void ReadExtensions(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IAnswerSink sink);

    /// <summary>
    /// The client's writer, which continues behind the last event that was sent. Called once: no event passes after it, and all extensions
    /// are told.
    /// </summary>
    IAnswerWriter TakeOver();

    /// <summary>Writes the end of a stream of which every event has passed.</summary>
    void WriteEnd();

    /// <summary>
    /// Writes an event that says nothing between two that pass, if one is due. False where the dialect has none after which the upstream's
    /// events could pass.
    /// </summary>
    /// <param name="isEventDue">The client has not seen an event for long; else it has not seen a byte.</param>
    bool TryWriteKeepAlive(bool isEventDue);

    /// <summary>The body of an answer that is not streamed has the form that every client of the dialect reads.</summary>
    bool IsCanonical(ReadOnlySpan<byte> body);

    /// <summary>The body of a canonical answer that is not streamed, as it goes to the client. The body becomes the passthrough's.</summary>
    PooledBuffer PassWhole(PooledBuffer body) => body;

    void IDisposable.Dispose()
    {
    }
}
