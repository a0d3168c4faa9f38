using JusInfer.Portal.Gateway.Translation.Responses;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>
/// The end of the pipeline of an answer that is not streamed. Compares the output of the pipeline with its input, and writes the output in
/// case they differ.
/// </summary>
internal sealed class ResponseComparison(IResponseSink writer) : DeltaSink
{
    private readonly DeltaLog log = new();
    private bool hasDifference;

    /// <summary>The pipeline has not changed the answer.</summary>
    public bool IsEqual => !hasDifference && log.IsMatched;

    /// <summary>The sink for the reader, before the pipeline.</summary>
    public IResponseSink Observe(IResponseSink pipeline) => new DeltaRecorder(log, pipeline);

    public override void Usage(in ReportedUsage usage) => writer.Usage(usage);

    protected override void Take(in ResponseDelta delta)
    {
        hasDifference |= !log.TryMatch(delta);
        delta.ReportTo(writer);
    }
}
