using System.Data.Common;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Data.Stores;

/// <summary>
/// The two usage tables, written without change tracking: under load tens of thousands of records a second come by, on a core that serves
/// calls as well. Each database has its own fastest way. Both calls run within the transaction that is open on the connection.
/// </summary>
internal interface IUsageTables
{
    /// <summary>Inserts those records that are not there yet and returns them.</summary>
    Task<IReadOnlyList<UsageRecord>> InsertAsync(
        DbConnection connection, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken);

    /// <summary>Adds sums to the rollups, in the order given.</summary>
    Task AddToRollupsAsync(DbConnection connection, IReadOnlyList<Rollup> rollups, CancellationToken cancellationToken);
}
