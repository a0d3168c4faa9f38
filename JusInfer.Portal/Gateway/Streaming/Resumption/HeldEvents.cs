using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// Keeps the events of a stream from its first tool call on until the upstream marks the end of its answer: clients run calls only then,
/// and half a set of calls is of no use to them. Should the upstream die before, nothing of it was seen.
/// </summary>
internal sealed class HeldEvents(Transcript transcript, PooledBuffer output) : IDisposable
{
    private readonly PooledBuffer events = new(StreamingResponse.ReadSize);
    private bool hasBegun;

    /// <summary>How much waits. Bytes.</summary>
    public int Length => events.Length;

    /// <summary>Takes what an event's relay wrote.</summary>
    /// <param name="unread">Bytes in the client's buffer before it.</param>
    /// <param name="counted">Bytes of content that the meter knew before it.</param>
    /// <param name="meter">The call's.</param>
    /// <param name="relay">The one that wrote it.</param>
    public void Take(int unread, long counted, Meter meter, IStreamRelay relay)
    {
        var begins = !hasBegun;
        if (begins)
        {
            hasBegun = true;
            meter.BeginToolCalls(counted);
        }

        if (transcript.UnreadBeforeCalls is { } mark) output.MoveTailTo(begins ? mark : unread, events);
        if (meter.Finished) LetGo(relay);
    }

    /// <summary>Says something to a client that has heard nothing for a while, if its dialect has words for it.</summary>
    public void Reassure(IStreamRelay relay, bool isLong)
    {
        var released = relay.WriteKeepAlive(events.Span, isLong);
        output.Append(events.Span[..released]);
        events.Consume(released);
    }

    public void LetGo(IStreamRelay relay)
    {
        if (events.IsEmpty) return;
        relay.Release(events.Span, output);
        events.Consume(events.Length);
    }

    /// <summary>The upstream died: what was held was never said. False where nothing was.</summary>
    public bool Drop()
    {
        var had = hasBegun;
        events.Consume(events.Length);
        hasBegun = false;
        return had;
    }

    public void Dispose() => events.Dispose();
}
