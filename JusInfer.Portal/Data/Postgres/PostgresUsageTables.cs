using System.Data.Common;
using JusInfer.Portal.Data.Stores;
using JusInfer.Portal.Usage;
using Npgsql;

namespace JusInfer.Portal.Data.Postgres;

/// <summary>One statement per batch, over an array per column: a round trip a batch, not a row.</summary>
internal sealed class PostgresUsageTables : IUsageTables
{
    private static readonly ArrayColumn<UsageRecord>[] Request =
    [
        ArrayColumn.Uuid((UsageRecord record) => record.TenantId.Value),
        ArrayColumn.Uuid((UsageRecord record) => record.Id.Value),
        ArrayColumn.Timestamp((UsageRecord record) => record.At.UtcDateTime),
        ArrayColumn.Uuid((UsageRecord record) => record.KeyId.Value),
        ArrayColumn.Uuid((UsageRecord record) => record.MemberId.Value),
        ArrayColumn.Text((UsageRecord record) => record.User),
        ArrayColumn.Text((UsageRecord record) => record.Session),
        ArrayColumn.Text((UsageRecord record) => record.ModelRequested),
        ArrayColumn.Text((UsageRecord record) => record.ModelServed),
        ArrayColumn.Text((UsageRecord record) => record.Provider),
        ArrayColumn.Text((UsageRecord record) => record.Route),
        ArrayColumn.Integer((UsageRecord record) => record.Status),
        ArrayColumn.Text((UsageRecord record) => record.ErrorCode),
        .. Buckets((UsageRecord record) => record.Tokens),
        ArrayColumn.Bigint((UsageRecord record) => record.Cost.Value),
        ArrayColumn.Bigint((UsageRecord record) => record.BaselineCost.Value),
        ArrayColumn.Integer((UsageRecord record) => (int)record.Source),
        ArrayColumn.Integer((UsageRecord record) => record.TtftMs),
        ArrayColumn.Integer((UsageRecord record) => record.DurationMs),
        ArrayColumn.Integer((UsageRecord record) => record.Attempts),
        ArrayColumn.Text((UsageRecord record) => record.AttemptLog),
        ArrayColumn.Boolean((UsageRecord record) => record.Resumed),
        ArrayColumn.Boolean((UsageRecord record) => record.Streamed),
        ArrayColumn.Boolean((UsageRecord record) => record.Simulated),
        ArrayColumn.Date((UsageRecord record) => record.PricesFrom),
        ArrayColumn.Text((UsageRecord record) => record.CatalogVersion),
    ];

    private static readonly ArrayColumn<Rollup>[] Sums =
    [
        ArrayColumn.Uuid((Rollup rollup) => rollup.Key.TenantId.Value),
        ArrayColumn.Integer((Rollup rollup) => rollup.Key.Hour),
        ArrayColumn.Uuid((Rollup rollup) => rollup.Key.KeyId.Value),
        ArrayColumn.Uuid((Rollup rollup) => rollup.Key.MemberId.Value),
        ArrayColumn.Text((Rollup rollup) => rollup.Key.ModelServed),
        ArrayColumn.Text((Rollup rollup) => rollup.Key.Provider),
        ArrayColumn.Text((Rollup rollup) => rollup.Key.EndUser),
        ArrayColumn.Text((Rollup rollup) => rollup.Key.Session),
        ArrayColumn.Bigint((Rollup rollup) => rollup.Requests),
        .. Buckets((Rollup rollup) => rollup.Tokens),
        ArrayColumn.Bigint((Rollup rollup) => rollup.Cost.Value),
        ArrayColumn.Bigint((Rollup rollup) => rollup.BaselineCost.Value),
        ArrayColumn.Bigint((Rollup rollup) => rollup.Errors),
    ];

    private static readonly string InsertRequests =
        Insert("usage_requests", UsageColumns.Request, Request) + " ON CONFLICT DO NOTHING RETURNING tenant_id, id";

    private static readonly string AddToRollups = Insert("usage_rollups", UsageColumns.Rollup, Sums) + UsageColumns.AddOnConflict;

    public async Task<IReadOnlyList<UsageRecord>> InsertAsync(
        DbConnection connection, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken)
    {
        await using var command = await PrepareAsync(connection, InsertRequests, Request, records, cancellationToken);
        await using var returned = await command.ExecuteReaderAsync(cancellationToken);
        var added = new HashSet<(Guid Tenant, Guid Id)>(records.Count);
        while (await returned.ReadAsync(cancellationToken)) added.Add((returned.GetGuid(0), returned.GetGuid(1)));

        if (added.Count == records.Count) return records;

        // Removing as we go: of a record that stands twice in the batch, one was added.
        return [.. records.Where(record => added.Remove((record.TenantId.Value, record.Id.Value)))];
    }

    public async Task AddToRollupsAsync(DbConnection connection, IReadOnlyList<Rollup> rollups, CancellationToken cancellationToken)
    {
        await using var command = await PrepareAsync(connection, AddToRollups, Sums, rollups, cancellationToken);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Insert<T>(string table, string[] names, ArrayColumn<T>[] columns)
    {
        var arrays = columns.Select((column, index) => $"${index + 1}::{column.SqlType}[]");
        return $"INSERT INTO {table} ({string.Join(", ", names)}) SELECT * FROM unnest({string.Join(", ", arrays)})";
    }

    private static async Task<NpgsqlCommand> PrepareAsync<T>(
        DbConnection connection, string sql, ArrayColumn<T>[] columns, IReadOnlyList<T> rows, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, (NpgsqlConnection)connection);
        foreach (var column in columns) command.Parameters.Add(column.Parameter(rows));
        await command.PrepareAsync(cancellationToken);
        return command;
    }

    private static ArrayColumn<T>[] Buckets<T>(Func<T, TokenBuckets> tokens) =>
    [
        ArrayColumn.Bigint((T row) => tokens(row).InputUncached),
        ArrayColumn.Bigint((T row) => tokens(row).CacheRead),
        ArrayColumn.Bigint((T row) => tokens(row).CacheWrite5m),
        ArrayColumn.Bigint((T row) => tokens(row).CacheWrite1h),
        ArrayColumn.Bigint((T row) => tokens(row).OutputText),
        ArrayColumn.Bigint((T row) => tokens(row).OutputReasoning),
    ];
}
