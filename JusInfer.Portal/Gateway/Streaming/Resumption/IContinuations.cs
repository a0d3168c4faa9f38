using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Answers;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>Finds endpoints that continue an interrupted answer.</summary>
internal interface IContinuations
{
    /// <summary>Asks one endpoint after the other to continue the answer of a call.</summary>
    /// <param name="call">The call; its last target is where the answer was interrupted.</param>
    /// <param name="broken">Why it was interrupted.</param>
    /// <param name="writer">Writes for the client from where its stream is.</param>
    /// <param name="spent">The time that this call has spent on continuations so far.</param>
    /// <returns>The stream that continues the answer; null if no endpoint does, or nothing is left to be said.</returns>
    ValueTask<UpstreamStream?> RunAsync(Call call, AttemptFailure broken, IAnswerWriter writer, TimeSpan spent);

    /// <summary>Reports an interrupted answer for which no endpoint is asked.</summary>
    void Refused(Call call, ResumeBlocker blocker);
}
