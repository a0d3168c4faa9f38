using JusInfer.Portal.Gateway.Calls;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// Keeps the events of a stream from its first tool call on until the upstream marks the end of its answer: clients run calls only then,
/// and half a set of calls is of no use to them. Should the upstream die before, nothing of it was seen.
/// </summary>
internal sealed class HeldEvents(Transcript transcript, PooledBuffer output, TimeProvider time) : IDisposable
{
    /// <summary>Goose gives a stream up that shows no event for 120 seconds, and comments are none to it.</summary>
    private static readonly TimeSpan LongSilence = TimeSpan.FromSeconds(30);

    private readonly PooledBuffer events = new(StreamedAnswer.ReadSize);
    private long since;

    /// <summary>How much waits. Bytes.</summary>
    public int Length => events.Length;

    /// <summary>Takes what an event's relay wrote.</summary>
    /// <param name="unread">Bytes in the client's buffer before it.</param>
    /// <param name="counted">Bytes of content that the meter knew before it.</param>
    /// <param name="meter">The call's.</param>
    public void Take(int unread, long counted, AnswerMeter meter)
    {
        var begins = since == 0;
        if (begins)
        {
            since = time.GetTimestamp();
            meter.BeginToolCalls(counted);
        }

        if (transcript.UnreadBeforeCalls is { } mark) output.MoveBehind(begins ? mark : unread, events);
        if (meter.Finished) LetGo();
    }

    /// <summary>Says something to a client that has seen no event for a while, if its dialect has words for it.</summary>
    public void Reassure(IStreamRelay relay)
    {
        var released = relay.Reassure(events.Span, time.GetElapsedTime(since) >= LongSilence);
        output.Append(events.Span[..released]);
        events.Consume(released);
    }

    public void LetGo()
    {
        if (events.IsEmpty) return;
        output.Append(events.Span);
        events.Consume(events.Length);
    }

    /// <summary>The upstream died: what was held was never said. False where nothing was.</summary>
    public bool Drop()
    {
        var had = since != 0;
        events.Consume(events.Length);
        since = 0;
        return had;
    }

    public void Dispose() => events.Dispose();
}
