namespace JusInfer.Portal.Usage;

/// <summary>Stores usage records and their sums.</summary>
internal interface IUsageStore
{
    /// <summary>
    /// Inserts records, adds them to the sums and the open allowances, and settles them: each record that is not simulated names the entry
    /// of its team's ledger that has its cost. All in one transaction. A record whose id is already stored changes nothing. Publishes
    /// <see cref="UsageChanged"/> for each team with new records.
    /// </summary>
    Task AppendAsync(IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken);

    /// <summary>The teams that the store does not have, of these.</summary>
    Task<IReadOnlySet<TeamId>> FindMissingTeamsAsync(IReadOnlyCollection<TeamId> teams, CancellationToken cancellationToken);
}
