using System.Data.Common;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Data.Model.Tables;
using JusInfer.Portal.Data.Stores;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Data.Postgres;

/// <summary>The usage inserts on PostgreSQL.</summary>
internal sealed class PostgresUsageTables : IUsageTables
{
    private static readonly ArrayInsert<UsageRecord> Insert =
        new(UsageRequestsTable.Name, UsageColumns.All, $"{UsageSql.KeepExisting} RETURNING tenant_id, id");

    private static readonly ArrayInsert<UsageSumRow> Sums = new(UsageSumsTable.Name, UsageSumsTable.AllColumns, UsageSql.AddToSums);

    private static readonly ArrayInsert<EndUserSumRow> EndUsers =
        new(EndUserSumsTable.Name, EndUserSumsTable.AllColumns, UsageSql.AddToEndUserSums);

    private static readonly ArrayInsert<LabelSumRow> Labels =
        new(LabelSumsTable.Name, LabelSumsTable.AllColumns, UsageSql.AddToLabelSums);

    private static readonly ArrayInsert<RunRow> Runs = new(RunsTable.Name, RunsTable.AllColumns, UsageSql.AddToRuns);

    public async Task<IReadOnlyList<UsageRecord>> InsertAsync(
        DbConnection connection, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken)
    {
        await using var command = Insert.CommandFor(connection, records);
        await using var returned = await command.ExecuteReaderAsync(cancellationToken);
        var added = new HashSet<(Guid Team, Guid Id)>(records.Count);
        while (await returned.ReadAsync(cancellationToken)) added.Add((returned.GetGuid(0), returned.GetGuid(1)));
        if (added.Count == records.Count) return records;

        // Each id is removed when its record is found: of a record that is in the batch twice, one was added.
        return [.. records.Where(record => added.Remove((record.TeamId.Value, record.Id.Value)))];
    }

    public async Task AddAsync(DbConnection connection, UsageAggregates aggregates, CancellationToken cancellationToken)
    {
        await AddAsync(connection, Sums, aggregates.Sums, cancellationToken);
        await AddAsync(connection, EndUsers, aggregates.EndUsers, cancellationToken);
        if (aggregates.Labels.Count > 0) await AddAsync(connection, Labels, aggregates.Labels, cancellationToken);
        if (aggregates.Runs.Count > 0) await AddAsync(connection, Runs, aggregates.Runs, cancellationToken);
    }

    private static async Task AddAsync<TRow>(
        DbConnection connection, ArrayInsert<TRow> insert, IReadOnlyList<TRow> rows, CancellationToken cancellationToken)
    {
        await using var command = insert.CommandFor(connection, rows);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
