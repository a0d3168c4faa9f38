namespace JusInfer.Portal.Data.Stores;

/// <summary>The parts by time of the table of calls, on a database that has them.</summary>
internal interface IUsagePartitions
{
    /// <summary>Creates the missing partitions for calls whose ids have these times.</summary>
    Task EnsureAsync(IEnumerable<DateTimeOffset> times, CancellationToken cancellationToken);

    /// <summary>Looks for all partitions again: one is missing that was there.</summary>
    void Forget();

    /// <summary>Drops a partition of which all calls started before a time.</summary>
    /// <returns>Whether there was one.</returns>
    Task<bool> DropBeforeAsync(DateTimeOffset end, CancellationToken cancellationToken);
}
