namespace JusInfer.Portal.Usage;

/// <summary>Removes old usage from the store, and prepares the store for the usage of the next months.</summary>
internal interface IUsageRetention
{
    /// <summary>Prepares the store for the calls of this month and the next two.</summary>
    Task PrepareAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Removes one month of calls, or up to some thousand calls, that started before a time and, with the last of them, the runs that ended and
    /// the end users' sums of days and months that ended before it. The sums by key, member and model stay. Each call is a
    /// transaction of its own, so that other writers do not wait.
    /// </summary>
    /// <returns>Whether more calls remain to be removed.</returns>
    Task<bool> RemoveBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken);

    /// <summary>Removes allowances that ended before a time, and what is stored for the budgets of runs without a call since then.</summary>
    Task RemoveAllowancesBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken);
}
