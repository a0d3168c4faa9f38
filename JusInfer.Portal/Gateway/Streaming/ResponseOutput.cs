using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>
/// The end of a stream's pipeline. While the stream passes through, it compares the output of the pipeline with the events:
/// if both are equal, the original events go to the client; if the pipeline holds deltas back, the events are buffered. As soon as the pipeline
/// changes something, or an event is not canonical, the client dialect's writer takes over and writes the rest of the stream.
/// </summary>
/// <remarks>
/// 1. <see cref="Observe"/> returns the sink before the pipeline, which logs the deltas of each event.
/// 2. <see cref="Take"/> compares the output of the pipeline with the log.
/// 3. <see cref="EndEvent"/> releases the events, buffers them, or has the writer take over. Between two events, the pipeline has passed on
///    none of the deltas of buffered events, so that the transcript agrees with the client's stream.
/// <para>
/// For example, a provider sends the events 1 "Hi", 2 a tool call's head, 3 its arguments, 4 the finish reason:<br/>
/// Event 1 logs Text("Hi"), and the pipeline outputs the same: matched, so the bytes of event 1 are released.<br/>
/// Events 2 and 3 log ToolCall and Arguments. The pipeline buffers them and outputs nothing, so the bytes of both events are buffered.<br/>
/// Event 4 logs Finish. The pipeline outputs ToolCall, Arguments and Finish: all matched, so the bytes of events 2 to 4 are released.<br/>
/// If the pipeline outputs another id in ToolCall, the log does not match: the writer takes over and writes the call from the output.
/// </para>
/// </remarks>
internal sealed class ResponseOutput : DeltaSink, IEventOutlet, IDisposable
{
    private const int None = -1;

    private readonly IPassthrough? passthrough;
    private readonly PooledBuffer? output;
    private readonly IStreamFraming? framing;
    private readonly PooledBuffer buffered = new(StreamingResponse.ReadSize);
    private readonly DeltaLog log = new();
    private IResponseWriter? writer;

    /// <summary>The offset in the output at which the current event begins.</summary>
    private int start = None;

    /// <summary>An outlet that passes events through until the writer has to take over.</summary>
    /// <param name="passthrough">Reads the stream.</param>
    /// <param name="output">The client's stream.</param>
    /// <param name="framing">Divides it into events.</param>
    public ResponseOutput(IPassthrough passthrough, PooledBuffer output, IStreamFraming framing)
    {
        (this.passthrough, this.output, this.framing) = (passthrough, output, framing);
        passthrough.Attach(this);
    }

    /// <summary>An outlet whose events are all written by the writer.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="passthrough">Reads the stream and created the writer; null if the stream's dialect differs.</param>
    public ResponseOutput(IResponseWriter writer, IPassthrough? passthrough = null) => (this.writer, this.passthrough) = (writer, passthrough);

    public bool IsPassing => writer is null;

    /// <summary>The size in bytes of the canonical events that are buffered.</summary>
    public int BufferedBytes => buffered.Length;

    /// <summary>The sink for the reader, before the pipeline.</summary>
    public IResponseSink Observe(IResponseSink pipeline) => IsPassing ? new DeltaRecorder(log, pipeline) : pipeline;

    public PooledBuffer BeginEvent()
    {
        log.BeginEvent();
        if (!buffered.IsEmpty) return buffered;
        start = output!.Length;
        return output;
    }

    /// <summary>An event has been read.</summary>
    public void EndEvent()
    {
        if (!IsPassing) return;
        if (log.IsMatched) Release();
        else if (log.HasMatches) TakeOver();
        else if (start != None) output!.MoveTailTo(start, buffered);
        start = None;
    }

    /// <summary>Drops the buffered events, because the upstream failed.</summary>
    public void Drop()
    {
        if (start != None) output!.Truncate(start);
        start = None;
        buffered.Consume(buffered.Length);
        log.Clear();
    }

    /// <summary>Ends the stream.</summary>
    public void End()
    {
        if (IsPassing && log.IsEmpty) passthrough!.WriteEnd();
        else TakeOver().End();
    }

    public void WriteKeepAlive(bool isEventDue)
    {
        if (IsPassing && passthrough!.TryWriteKeepAlive(isEventDue)) return;
        if (isEventDue) TakeOver().WriteKeepAlive();
    }

    /// <summary>
    /// Has the writer take over, if it has not yet. It first writes the deltas of the buffered events that the pipeline has passed on.
    /// </summary>
    public IResponseWriter TakeOver()
    {
        if (writer is not null) return writer;
        if (start != None) output!.MoveTailTo(start, buffered);
        start = None;
        writer = passthrough!.TakeOver();
        var events = buffered.Span;
        var number = 1;
        var scanned = 0;
        for (; framing!.EventLength(events, ref scanned) is > 0 and var length; number++)
        {
            var data = framing.Data(events[..length], out var name);
            passthrough.ReadExtensions(name, data, writer);
            log.ReportMatched(number, writer);
            events = events[length..];
            scanned = 0;
        }

        // The last event of a stream may have no bytes here, because it is written at the end.
        log.ReportMatched(number, writer);
        buffered.Consume(buffered.Length);
        log.Close();
        return writer;
    }

    void IEventOutlet.TakeOver() => TakeOver();

    public override void Usage(in ReportedUsage usage) => writer?.Usage(usage);

    public void Dispose()
    {
        buffered.Dispose();
        passthrough?.Dispose();
    }

    protected override void Take(in ResponseDelta delta)
    {
        if (!IsPassing || !log.TryMatch(delta)) delta.ReportTo(TakeOver());
    }

    private void Release()
    {
        if (!buffered.IsEmpty)
        {
            output!.Append(buffered.Span);
            buffered.Consume(buffered.Length);
        }

        log.Clear();
        passthrough!.Commit();
    }
}
