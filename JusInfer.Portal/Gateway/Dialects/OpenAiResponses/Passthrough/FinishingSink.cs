using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Answers;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Passthrough;

/// <summary>Tells the meter that the answer is finished, as a pipeline does.</summary>
internal sealed class FinishingSink(IAnswerSink next, Meter meter, AttemptDeadline deadline) : AnswerSink(next)
{
    public override void Finish(FinishReason reason, string? stopSequence = null)
    {
        meter.Finish(deadline.ClientLeft);
        Next.Finish(reason, stopSequence);
    }
}
