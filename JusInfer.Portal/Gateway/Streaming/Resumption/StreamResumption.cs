using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Responses;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// Resumes one interrupted stream on other endpoints. At most two continuations are delivered, and the search for them may take as long as
/// the retries of a first answer. Counts the outcome.
/// </summary>
/// <param name="continuations">Finds an endpoint for a continuation.</param>
/// <param name="counters">Counts the outcome.</param>
/// <param name="time">Measures the time spent.</param>
internal sealed class StreamResumption(IContinuations continuations, ResumptionCounters counters, TimeProvider time)
{
    /// <summary>The maximum number of continuations that deliver content.</summary>
    private const int MaxContinuations = 2;

    /// <summary>
    /// The maximum number of attempts, including upstreams that respond successfully but are interrupted before any content.
    /// </summary>
    private const int MaxAttempts = 6;

    private const string NoUpstream = "nobody";
    private const string ClientDisconnected = "client_left";

    private int continuationCount;
    private int attemptsBefore;
    private TimeSpan spent;
    private ResumeBlocker blocker;
    private bool isCounted = true;

    /// <summary>Called when a stream is interrupted. Returns whether it cannot be resumed.</summary>
    public bool IsBlocked(Call call)
    {
        var isFirst = call.Interrupted is null;
        if (isFirst) attemptsBefore = call.Attempts;
        else if (call.Meter.HasDelivered) continuationCount++;
        blocker = continuationCount >= MaxContinuations || call.Attempts - attemptsBefore >= MaxAttempts ? ResumeBlocker.LimitReached : ResumeBlockers.Of(call);
        if (isFirst && blocker != ResumeBlocker.None)
        {
            counters.NotAttempted(blocker.Code());
            continuations.ReportBlocked(call, blocker);
        }
        else if (isFirst)
        {
            counters.Attempted();
            isCounted = false;
        }

        return blocker != ResumeBlocker.None;
    }

    /// <summary>Looks for an upstream that continues the answer; null if there is none.</summary>
    /// <param name="call">The call.</param>
    /// <param name="failure">The failure that interrupted the stream.</param>
    /// <param name="writer">Writes the continuation to the client.</param>
    public async Task<UpstreamStream?> ContinueAsync(Call call, AttemptFailure failure, IResponseWriter writer)
    {
        var start = time.GetTimestamp();
        var stream = await continuations.RunAsync(call, failure, writer, spent);
        spent += time.GetElapsedTime(start);
        return stream;
    }

    /// <summary>Looks for an upstream that repeats a complete answer that is of no use to the client; null if there is none.</summary>
    public Task<UpstreamStream?> RepeatAsync(Call call, IResponseWriter writer) => continuations.RepeatAsync(call, writer).AsTask();

    /// <summary>Called when the stream has ended, completely or not.</summary>
    public void End(bool isComplete)
    {
        if (isCounted) return;
        isCounted = true;
        if (isComplete) counters.Finished();
        else counters.Unfinished(blocker == ResumeBlocker.None ? NoUpstream : blocker.Code());
    }

    /// <summary>Called when the client no longer reads the stream.</summary>
    public void Release()
    {
        if (!isCounted) counters.Unfinished(ClientDisconnected);
        isCounted = true;
    }
}
