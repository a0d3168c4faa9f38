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

    private static readonly RowInsert<UsageSumRow> Sums = new(UsageSumsTable.Name, UsageSumsTable.AllColumns, UsageSql.AddToSums);

    private static readonly RowInsert<EndUserSumRow> EndUsers =
        new(EndUserSumsTable.Name, EndUserSumsTable.AllColumns, UsageSql.AddToEndUserSums);

    private static readonly RowInsert<LabelSumRow> Labels =
        new(LabelSumsTable.Name, LabelSumsTable.AllColumns, UsageSql.AddToLabelSums);

    private static readonly RowInsert<RunRow> Runs = new(RunsTable.Name, RunsTable.AllColumns, UsageSql.AddToRuns);

    public Task<IReadOnlyList<UsageRecord>> InsertAsync(
        DbConnection connection, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<UsageRecord>>(Insert.Run((SqliteConnection)connection, records));

    public Task AddAsync(DbConnection connection, UsageAggregates aggregates, CancellationToken cancellationToken)
    {
        var file = (SqliteConnection)connection;
        Sums.Run(file, aggregates.Sums);
        EndUsers.Run(file, aggregates.EndUsers);
        Labels.Run(file, aggregates.Labels);
        Runs.Run(file, aggregates.Runs);
        return Task.CompletedTask;
    }
}
