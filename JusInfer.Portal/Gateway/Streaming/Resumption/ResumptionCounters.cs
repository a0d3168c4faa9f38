using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// What came of answers that broke off: the counter <c>jusinfer.resumptions</c>, tagged with an outcome and, where there is one, a reason;
/// and the same
/// numbers since the process began. Reasons are few and fixed words, never anything of a call's.
/// </summary>
internal sealed class ResumptionCounters(IMeterFactory meters)
{
    public const string Name = "jusinfer.resumptions";

    private readonly Counter<long> counter = meters.Create(MeterNames.Gateway)
        .CreateCounter<long>(Name, "{answer}", "Answers that broke off, and what came of them.");
    private readonly ConcurrentDictionary<string, long> unfinished = new();
    private readonly ConcurrentDictionary<string, long> refused = new();
    private long attempted;
    private long finished;

    public ResumptionTotals Totals => new()
    {
        Attempted = Interlocked.Read(ref attempted),
        Finished = Interlocked.Read(ref finished),
        Unfinished = ReasonCount.Of(unfinished),
        Refused = ReasonCount.Of(refused),
    };

    /// <summary>An answer broke off, and an upstream is looked for to go on with it.</summary>
    public void Attempted()
    {
        Interlocked.Increment(ref attempted);
        counter.Add(1, new KeyValuePair<string, object?>("outcome", "attempted"));
    }

    /// <summary>An answer that had been gone on with came to its end.</summary>
    public void Finished()
    {
        Interlocked.Increment(ref finished);
        counter.Add(1, new KeyValuePair<string, object?>("outcome", "finished"));
    }

    /// <summary>It was tried, and the answer did not come to its end.</summary>
    public void Unfinished(string reason) => Count(unfinished, "unfinished", reason);

    /// <summary>An answer broke off that could not or should not be gone on with: it was not tried.</summary>
    public void Refused(string reason) => Count(refused, "refused", reason);

    private void Count(ConcurrentDictionary<string, long> sums, string outcome, string reason)
    {
        sums.AddOrUpdate(reason, 1, static (_, sum) => sum + 1);
        counter.Add(1, new KeyValuePair<string, object?>("outcome", outcome), new KeyValuePair<string, object?>("reason", reason));
    }
}
