using System.Collections.Immutable;
using System.Data.Common;
using JusInfer.Portal.Data.Stores;
using JusInfer.Portal.Usage.Columns;
using Npgsql;

namespace JusInfer.Portal.Data.Postgres;

/// <summary>Inserts a batch of rows in one statement, which takes an array per column: one round trip per batch.</summary>
/// <param name="table">The table's name.</param>
/// <param name="columns">The columns.</param>
/// <param name="onConflict">The end of the statement, from its <c>ON CONFLICT</c> clause.</param>
internal sealed class ArrayInsert<TRow>(string table, ColumnList<TRow> columns, string onConflict)
{
    private readonly ImmutableArray<ArrayColumn<TRow>> arrays = [.. columns.Select(ArrayColumn<TRow>.Create)];

    private readonly string sql = $"{UsageSql.InsertInto(table, columns)} SELECT * FROM unnest({ArraysOf(columns)}) {onConflict}";

    /// <summary>
    /// The command is not prepared: behind a pooler the prepared statement would stay with a connection of the server that the next
    /// transaction does not have.
    /// </summary>
    public NpgsqlCommand CommandFor(DbConnection connection, IReadOnlyList<TRow> rows)
    {
        var command = new NpgsqlCommand(sql, (NpgsqlConnection)connection);
        foreach (var array in arrays) command.Parameters.Add(array.ToParameter(rows));
        return command;
    }

    private static string ArraysOf(ColumnList<TRow> columns) =>
        string.Join(", ", columns.Select((column, index) => $"${index + 1}::{ArrayColumn<TRow>.Create(column).SqlType}[]"));
}
