namespace JusInfer.Portal.Usage;

/// <summary>Separates records that the store rejects from those that it accepts.</summary>
internal static class RecordIsolation
{
    /// <summary>If so many records fail and none is stored, the store is unavailable.</summary>
    private const int MaxFailures = 8;

    /// <summary>Stores each record alone, after a batch with them has failed.</summary>
    /// <returns>The records that the store rejected while it accepted others, with the reasons.</returns>
    /// <exception cref="Exception">No record could be stored. The store may be unavailable.</exception>
    public static async Task<IReadOnlyList<(UsageRecord Record, Exception Fault)>> AppendEachAsync(
        this IUsageStore store, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken)
    {
        var failed = new List<UsageRecord>();
        foreach (var (index, record) in records.Index())
        {
            try
            {
                await store.AppendAsync([record], cancellationToken);
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                failed.Add(record);
                if (failed.Count == index + 1 && (failed.Count == MaxFailures || failed.Count == records.Count)) throw;
            }
        }

        // The store may have been busy. It is not if it has accepted others.
        var rejected = new List<(UsageRecord Record, Exception Fault)>();
        foreach (var record in failed)
        {
            try
            {
                await store.AppendAsync([record], cancellationToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                rejected.Add((record, fault));
            }
        }

        return rejected;
    }
}
