using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Upstreams;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// Has one stream gone on with, within bounds: two upstreams may take over, and looking for them takes no more time than a first answer's retries may.
/// </summary>
internal sealed class Resumer(ContinuationLoop loop, TimeProvider time, CancellationToken clientLeft)
{
    private const int MostHops = 2;

    /// <summary>Some answer with success and die before they have said a word: they are no hop, but they are an attempt.</summary>
    private const int MostAttempts = 6;

    private int hops;
    private int firstAttempts;
    private TimeSpan spent;

    /// <summary>The upstream died. True where the answer must end there: nobody is asked.</summary>
    public bool Refuses(Call call)
    {
        if (hops == 0 && !call.Resumed) firstAttempts = call.Attempts;
        else if (call.Meter.HasDelivered) hops++;
        var obstacle = hops >= MostHops || call.Attempts - firstAttempts >= MostAttempts ? Obstacle.HopsSpent : Obstacles.Of(call);
        if (obstacle == Obstacle.None) return false;
        if (firstAttempts == call.Attempts) loop.Refused(call, obstacle);
        return true;
    }

    /// <summary>Looks for an upstream that goes on; null where there is none.</summary>
    /// <param name="call">Whose answer it is.</param>
    /// <param name="broken">Why the last one cannot.</param>
    /// <param name="writer">Writes for the client from where its stream stands.</param>
    public async Task<UpstreamLeg?> ContinueAsync(Call call, AttemptFailure broken, IAnswerWriter writer)
    {
        var began = time.GetTimestamp();
        var leg = await loop.RunAsync(call, broken, writer, spent, clientLeft);
        spent += time.GetElapsedTime(began);
        return leg;
    }

    /// <summary>The stream that was gone on with came to its end, or not.</summary>
    public void Ended(bool isWhole) => loop.Ended(isWhole);
}
