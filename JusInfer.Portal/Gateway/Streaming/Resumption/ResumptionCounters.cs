using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// Counts interrupted streams by outcome: as the metric <c>jusinfer.resumptions</c> with the tags <c>outcome</c> and <c>reason</c>, and as
/// totals since the start of the process. Reasons are a small fixed set of codes and contain no data of calls.
/// </summary>
internal sealed class ResumptionCounters(IMeterFactory meters)
{
    public const string Name = "jusinfer.resumptions";

    private readonly Counter<long> counter = meters.Create(MeterNames.Gateway)
        .CreateCounter<long>(Name, "{answer}", "Interrupted answers by outcome of their resumption.");
    private readonly ConcurrentDictionary<string, long> unfinished = new();
    private readonly ConcurrentDictionary<string, long> notAttempted = new();
    private long attempted;
    private long finished;

    public ResumptionTotals Totals => new()
    {
        Attempted = Interlocked.Read(ref attempted),
        Finished = Interlocked.Read(ref finished),
        Unfinished = ReasonCount.From(unfinished),
        NotAttempted = ReasonCount.From(notAttempted),
    };

    /// <summary>Counts a stream whose resumption starts.</summary>
    public void Attempted()
    {
        Interlocked.Increment(ref attempted);
        counter.Add(1, new KeyValuePair<string, object?>("outcome", "attempted"));
    }

    /// <summary>Counts a resumed stream that was completed.</summary>
    public void Finished()
    {
        Interlocked.Increment(ref finished);
        counter.Add(1, new KeyValuePair<string, object?>("outcome", "finished"));
    }

    /// <summary>Counts a stream whose resumption was attempted but that was not completed.</summary>
    public void Unfinished(string reason) => Count(unfinished, "unfinished", reason);

    /// <summary>Counts a stream whose resumption was not attempted. The tag's value is <c>refused</c>.</summary>
    public void NotAttempted(string reason) => Count(notAttempted, "refused", reason);

    private void Count(ConcurrentDictionary<string, long> sums, string outcome, string reason)
    {
        sums.AddOrUpdate(reason, 1, static (_, sum) => sum + 1);
        counter.Add(1, new KeyValuePair<string, object?>("outcome", outcome), new KeyValuePair<string, object?>("reason", reason));
    }
}
