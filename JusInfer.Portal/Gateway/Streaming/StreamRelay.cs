using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Translation.Responses;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>
/// Passes the events of an upstream through the reader of its dialect, the pipeline and the outlet, which writes those of the client.
/// Between equal dialects, the reader is a passthrough.
/// </summary>
internal sealed class StreamRelay(IResponseReader reader, ResponsePipeline pipeline, ResponseOutput outlet) : IStreamRelay
{
    private readonly IResponseSink entry = outlet.Observe(pipeline);

    public int BufferedBytes => outlet.BufferedBytes;

    public bool HasStopped => pipeline.HasStopped;

    public EventOutcome Relay(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        var outcome = reader.Read(name, data, entry);

        // Some providers send no finish reason. Without any content, such an end is a failure.
        if (outcome.Kind == EventKind.Ended && pipeline.HasOutput) pipeline.FinishAll();
        outlet.EndEvent();
        return pipeline.Check(outcome);
    }

    public void EndEvents(bool isClean)
    {
        reader.EndStream(isClean, entry);
        if (HasStopped) pipeline.FinishAll(FinishReason.StopSequence);
        outlet.EndEvent();
    }

    public void End()
    {
        pipeline.FinishAll();
        outlet.End();
    }

    public void WriteError(GatewayError error) => outlet.TakeOver().WriteError(error);

    public DeltaLog? TakeWithheld() => pipeline.TakeWithheld();

    public IResponseWriter ContinuationWriter()
    {
        pipeline.DropToolCalls();
        outlet.Drop();
        return outlet.TakeOver();
    }

    public void WriteKeepAlive(bool isEventDue)
    {
        if (!isEventDue || !pipeline.CanAnnounce)
        {
            outlet.WriteKeepAlive(isEventDue);
            return;
        }

        // The client has the head of the call from here on, so the upstream's events can no longer pass.
        outlet.TakeOver();
        pipeline.Announce();
    }

    public void Dispose() => outlet.Dispose();
}
