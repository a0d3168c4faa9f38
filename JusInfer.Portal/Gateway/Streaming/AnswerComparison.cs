using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>
/// The end of the pipeline of an answer that is not streamed: compares what comes out of the pipeline with what the answer says, and has
/// it written in case that differs.
/// </summary>
internal sealed class AnswerComparison(IAnswerSink writer) : DeltaSink
{
    private readonly DeltaLog log = new();
    private bool hasDifference;

    /// <summary>The pipeline has changed nothing.</summary>
    public bool IsEqual => !hasDifference && log.IsMatched;

    /// <summary>The sink that the reader tells, before the pipeline.</summary>
    public IAnswerSink Observe(IAnswerSink pipeline) => new DeltaRecorder(log, pipeline);

    public override void Usage(TokenBuckets tokens) => writer.Usage(tokens);

    protected override void Take(in AnswerDelta delta)
    {
        hasDifference |= !log.TryMatch(delta);
        delta.Tell(writer);
    }
}
