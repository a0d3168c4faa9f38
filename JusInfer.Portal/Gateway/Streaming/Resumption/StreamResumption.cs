using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Answers;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// Has one stream gone on with, within bounds: two upstreams may take over, and looking for them takes no more time than a first answer's
/// retries may. Counts what comes of it.
/// </summary>
internal sealed class StreamResumption(IContinuations continuations, ResumptionCounters counters, TimeProvider time)
{
    private const int MaxHops = 2;

    /// <summary>Some answer with success and die before they have said a word: they are no hop, but they are an attempt.</summary>
    private const int MaxAttempts = 6;

    private const string Nobody = "nobody";
    private const string ClientLeft = "client_left";

    private int hops;
    private int attemptsBefore;
    private TimeSpan spent;
    private ResumeBlocker obstacle;
    private bool isCounted = true;

    /// <summary>The upstream died. True where the answer must end there: nobody is asked.</summary>
    public bool Refuses(Call call)
    {
        var isFirst = call.Interrupted is null;
        if (isFirst) attemptsBefore = call.Attempts;
        else if (call.Meter.HasDelivered) hops++;
        obstacle = hops >= MaxHops || call.Attempts - attemptsBefore >= MaxAttempts ? ResumeBlocker.HopsSpent : ResumeBlockers.Of(call);
        if (isFirst && obstacle != ResumeBlocker.None)
        {
            counters.Refused(obstacle.Word());
            continuations.Refused(call, obstacle);
        }
        else if (isFirst)
        {
            counters.Attempted();
            isCounted = false;
        }

        return obstacle != ResumeBlocker.None;
    }

    /// <summary>Looks for an upstream that goes on; null where there is none.</summary>
    /// <param name="call">Whose answer it is.</param>
    /// <param name="broken">Why the last one cannot.</param>
    /// <param name="writer">Writes for the client from where its stream stands.</param>
    public async Task<UpstreamStream?> ContinueAsync(Call call, AttemptFailure broken, IAnswerWriter writer)
    {
        var began = time.GetTimestamp();
        var leg = await continuations.RunAsync(call, broken, writer, spent);
        spent += time.GetElapsedTime(began);
        return leg;
    }

    /// <summary>The stream has come to its end, or will not.</summary>
    public void End(bool isWhole)
    {
        if (isCounted) return;
        isCounted = true;
        if (isWhole) counters.Finished();
        else counters.Unfinished(obstacle == ResumeBlocker.None ? Nobody : obstacle.Word());
    }

    /// <summary>Nobody reads the stream any more.</summary>
    public void Release()
    {
        if (!isCounted) counters.Unfinished(ClientLeft);
        isCounted = true;
    }
}
