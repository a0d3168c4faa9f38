using System.Data.Common;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Data.Model.Tables;
using JusInfer.Portal.Data.Stores;
using JusInfer.Portal.Usage;
using Microsoft.Data.Sqlite;

namespace JusInfer.Portal.Data.Sqlite;

/// <summary>The usage inserts on SQLite.</summary>
internal sealed class SqliteUsageTables : IUsageTables
{
    private static readonly RowInsert<UsageRecord> Insert = new(UsageRequestsTable.Name, UsageColumns.All, UsageSql.KeepExisting);

    private static readonly RowInsert<UsageRollupRow> AddToRollups =
        new(UsageRollupsTable.Name, UsageRollupsTable.AllColumns, UsageSql.AddToExisting);

    public Task<IReadOnlyList<UsageRecord>> InsertAsync(
        DbConnection connection, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<UsageRecord>>(Insert.Run((SqliteConnection)connection, records));

    public Task AddToRollupsAsync(DbConnection connection, IReadOnlyList<UsageRollupRow> rollups, CancellationToken cancellationToken)
    {
        AddToRollups.Run((SqliteConnection)connection, rollups);
        return Task.CompletedTask;
    }
}
