namespace JusInfer.Portal.Usage;

/// <summary>Stores usage records and their hourly sums, the rollups.</summary>
internal interface IUsageStore
{
    /// <summary>
    /// Inserts records and adds them to the rollups, in one transaction. A record whose id is already stored changes nothing. Publishes
    /// <see cref="UsageChanged"/> for each tenant with new records.
    /// </summary>
    Task AppendAsync(IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken);

    /// <summary>The cost of a member's calls from the hour of <paramref name="since"/> on.</summary>
    Task<NanoUsd> SpendOfMemberAsync(MemberId member, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>The cost of a key's calls from the hour of <paramref name="since"/> on.</summary>
    Task<NanoUsd> SpendOfKeyAsync(KeyId key, DateTimeOffset since, CancellationToken cancellationToken);
}
