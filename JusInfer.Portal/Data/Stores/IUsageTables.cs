using System.Data.Common;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Data.Stores;

/// <summary>
/// Batch inserts into the usage tables, in the form that is fastest on the database and without change tracking. They run in the
/// transaction that is open on the connection.
/// </summary>
internal interface IUsageTables
{
    /// <summary>Inserts the records that are not in the table yet and returns these.</summary>
    Task<IReadOnlyList<UsageRecord>> InsertAsync(
        DbConnection connection, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken);

    /// <summary>Adds sums to the tables of sums, in the given order.</summary>
    Task AddAsync(DbConnection connection, UsageAggregates aggregates, CancellationToken cancellationToken);
}
