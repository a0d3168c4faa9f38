namespace JusInfer.Portal.Usage;

/// <summary>Keeps usage records and their hourly rollups.</summary>
internal interface IUsageStore
{
    /// <summary>
    /// Adds records and their share of the rollups in one transaction. A record that is already there is left alone and not rolled up
    /// again. Publishes <see cref="UsageChanged"/> for each team concerned.
    /// </summary>
    Task AppendAsync(IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken);

    /// <summary>What a member's calls cost since the given hour, from the rollups.</summary>
    Task<NanoUsd> SpendOfMemberAsync(MemberId member, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>What a key's calls cost since the given hour, from the rollups.</summary>
    Task<NanoUsd> SpendOfKeyAsync(KeyId key, DateTimeOffset since, CancellationToken cancellationToken);
}
