using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Translation.Answers;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>
/// Takes an upstream's events and has the client's written, through the reader of the upstream's dialect, the pipeline and the outlet.
/// Between two ends that speak the same dialect the reader is a passthrough.
/// </summary>
internal sealed class StreamRelay(IAnswerReader reader, AnswerPipeline pipeline, AnswerOutlet outlet) : IStreamRelay
{
    private readonly IAnswerSink entry = outlet.Observe(pipeline);

    public int HeldBytes => outlet.HeldBytes;

    public EventOutcome Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        var outcome = reader.Read(name, data, entry);

        // Some providers give no reason for the end. Where nothing was said either, it is no end but a failure.
        if (outcome.Kind == EventKind.Ended && pipeline.HasSaid) pipeline.FinishAll();
        outlet.EndEvent();
        return pipeline.Check(outcome);
    }

    public void End()
    {
        pipeline.FinishAll();
        outlet.End();
    }

    public void WriteError(GatewayError error) => outlet.TakeOver().WriteError(error);

    public IAnswerWriter ContinuationWriter()
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
