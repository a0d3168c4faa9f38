using System.Data.Common;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Stores;
using JusInfer.Portal.Usage;
using Microsoft.Data.Sqlite;

namespace JusInfer.Portal.Data.Sqlite;

/// <summary>One prepared insert, run per row. SQLite is in this process: it has no round trips to save, only work per row.</summary>
internal sealed class SqliteUsageTables : IUsageTables
{
    private static readonly string InsertRequest = Insert("usage_requests", UsageColumns.Request) + " ON CONFLICT DO NOTHING";

    private static readonly string AddToRollup = Insert("usage_rollups", UsageColumns.Rollup) + UsageColumns.AddOnConflict;

    public Task<IReadOnlyList<UsageRecord>> InsertAsync(
        DbConnection connection, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken)
    {
        var added = new List<UsageRecord>(records.Count);
        using var insert = new SqliteStatement((SqliteConnection)connection, InsertRequest);
        foreach (var record in records)
        {
            Bind(insert, record);
            if (insert.Run()) added.Add(record);
        }

        return Task.FromResult<IReadOnlyList<UsageRecord>>(added);
    }

    public Task AddToRollupsAsync(DbConnection connection, IReadOnlyList<Rollup> rollups, CancellationToken cancellationToken)
    {
        using var add = new SqliteStatement((SqliteConnection)connection, AddToRollup);
        foreach (var rollup in rollups)
        {
            Bind(add, rollup);
            add.Run();
        }

        return Task.CompletedTask;
    }

    private static string Insert(string table, string[] columns) =>
        $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(_ => "?"))})";

    /// <summary>In the order of <see cref="UsageColumns.Request"/>.</summary>
    private static void Bind(SqliteStatement insert, UsageRecord record)
    {
        insert.Bind(record.TenantId.Value);
        insert.Bind(record.Id.Value);
        insert.Bind(Conversions.ToUnixMicroseconds(record.At));
        insert.Bind(record.KeyId.Value);
        insert.Bind(record.MemberId.Value);
        insert.Bind(record.User);
        insert.Bind(record.Session);
        insert.Bind(record.ModelRequested);
        insert.Bind(record.ModelServed);
        insert.Bind(record.Provider);
        insert.Bind(record.Route);
        insert.Bind((long)record.Status);
        insert.Bind(record.ErrorCode);
        Bind(insert, record.Tokens);
        insert.Bind(record.Cost.Value);
        insert.Bind(record.BaselineCost.Value);
        insert.Bind((long)record.Source);
        insert.Bind(record.TtftMs);
        insert.Bind((long)record.DurationMs);
        insert.Bind((long)record.Attempts);
        insert.Bind(record.AttemptLog);
        insert.Bind(record.Resumed);
        insert.Bind(record.Streamed);
        insert.Bind(record.Simulated);
        insert.Bind(record.PricesFrom?.DayNumber);
        insert.Bind(record.CatalogVersion);
    }

    /// <summary>In the order of <see cref="UsageColumns.Rollup"/>.</summary>
    private static void Bind(SqliteStatement add, Rollup rollup)
    {
        var key = rollup.Key;
        add.Bind(key.TenantId.Value);
        add.Bind((long)key.Hour);
        add.Bind(key.KeyId.Value);
        add.Bind(key.MemberId.Value);
        add.Bind(key.ModelServed);
        add.Bind(key.Provider);
        add.Bind(key.EndUser);
        add.Bind(key.Session);
        add.Bind(rollup.Requests);
        Bind(add, rollup.Tokens);
        add.Bind(rollup.Cost.Value);
        add.Bind(rollup.BaselineCost.Value);
        add.Bind(rollup.Errors);
    }

    private static void Bind(SqliteStatement statement, TokenBuckets tokens)
    {
        statement.Bind(tokens.InputUncached);
        statement.Bind(tokens.CacheRead);
        statement.Bind(tokens.CacheWrite5m);
        statement.Bind(tokens.CacheWrite1h);
        statement.Bind(tokens.OutputText);
        statement.Bind(tokens.OutputReasoning);
    }
}
