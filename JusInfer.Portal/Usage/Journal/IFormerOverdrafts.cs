namespace JusInfer.Portal.Usage.Journal;

/// <summary>Asks the limits about the overdrafts of an earlier process, which was killed before it could.</summary>
internal interface IFormerOverdrafts
{
    /// <param name="records">What the process has left: the records of calls that are not stored.</param>
    /// <param name="overdrafts">What some of them cost in addition, and do not charge.</param>
    /// <param name="cancellationToken">Canceled when the host stops before it has started.</param>
    /// <returns>The records with what their limits have room for.</returns>
    Task<IReadOnlyList<UsageRecord>> ChargeAsync(
        IReadOnlyList<UsageRecord> records, IReadOnlyDictionary<RequestId, NanoUsd> overdrafts, CancellationToken cancellationToken);
}
