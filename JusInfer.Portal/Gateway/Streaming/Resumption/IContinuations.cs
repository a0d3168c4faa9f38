using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Responses;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>Finds endpoints that continue an interrupted answer.</summary>
internal interface IContinuations
{
    /// <summary>Asks one endpoint after the other to continue the answer of a call.</summary>
    /// <param name="call">The call; its last target is where the answer was interrupted.</param>
    /// <param name="interruption">The failure that interrupted it.</param>
    /// <param name="writer">Writes the continuation to the client.</param>
    /// <param name="spent">The time that this call has spent on continuations so far.</param>
    /// <returns>The stream that continues the answer; null if no endpoint does, or if the answer is complete.</returns>
    ValueTask<UpstreamStream?> RunAsync(Call call, AttemptFailure interruption, IResponseWriter writer, TimeSpan spent);

    /// <summary>Asks the model that repairs the call's answer to repeat it, after the text that the client has received.</summary>
    /// <param name="call">The call, whose answer is complete and calls tools wrongly.</param>
    /// <param name="writer">Writes the repetition to the client.</param>
    /// <returns>The stream of the repetition; null if no endpoint gives one. The call is then as before.</returns>
    ValueTask<UpstreamStream?> RepeatAsync(Call call, IResponseWriter writer);

    /// <summary>Reports an interrupted answer for which no endpoint is asked.</summary>
    void ReportBlocked(Call call, ResumeBlocker blocker);
}
