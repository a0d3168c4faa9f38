namespace JusInfer.Portal.Admission.Leases;

/// <summary>
/// Stores what has been spent of allowances. The usage store adds the cost of each record to the open allowances that it belongs to, in the
/// transaction that stores the record.
/// </summary>
internal interface IAllowanceStore
{
    /// <summary>
    /// Reads what has been spent of an allowance, and opens it if it is not open: sums the stored usage records that it covers, in a
    /// transaction in which no record of the team is stored. From then on the usage store maintains the sum.
    /// </summary>
    Task<NanoUsd> OpenAsync(AllowanceId id, CancellationToken cancellationToken);
}
