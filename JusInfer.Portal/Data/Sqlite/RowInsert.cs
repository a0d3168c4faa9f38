using System.Collections.Immutable;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Stores;
using JusInfer.Portal.Usage.Columns;
using Microsoft.Data.Sqlite;

namespace JusInfer.Portal.Data.Sqlite;

/// <summary>
/// Inserts rows with one prepared statement that runs once per row: SQLite is in this process, so no round trips can be saved.
/// </summary>
/// <param name="table">The table's name.</param>
/// <param name="columns">The columns.</param>
/// <param name="onConflict">The <c>ON CONFLICT</c> clause.</param>
internal sealed class RowInsert<TRow>(string table, ColumnList<TRow> columns, string onConflict)
{
    private readonly ImmutableArray<Action<SqliteStatement, TRow>> bindings = [.. columns.Select(BindingOf)];

    private readonly string sql =
        $"{UsageSql.InsertInto(table, columns)} VALUES ({string.Join(", ", columns.Select(_ => "?"))}) {onConflict}";

    /// <summary>Inserts each row.</summary>
    /// <returns>The rows that changed the table.</returns>
    public List<TRow> Run(SqliteConnection connection, IReadOnlyList<TRow> rows)
    {
        var changed = new List<TRow>(rows.Count);
        using var statement = new SqliteStatement(connection, sql);
        foreach (var row in rows)
        {
            foreach (var bind in bindings) bind(statement, row);
            if (statement.Run()) changed.Add(row);
        }

        return changed;
    }

    /// <summary>Binds the value in the form that <see cref="Conversions"/> gives it in a SQLite file.</summary>
    private static Action<SqliteStatement, TRow> BindingOf(Column<TRow> column) => column switch
    {
        Column<TRow, Guid?> { Get: var get } => (statement, row) => statement.Bind(get(row)),
        Column<TRow, DateTimeOffset> { Get: var get } => (statement, row) => statement.Bind(Conversions.ToUnixMicroseconds(get(row))),
        Column<TRow, DateOnly?> { Get: var get } => (statement, row) => statement.Bind(get(row)?.DayNumber),
        Column<TRow, string?> { Get: var get } => (statement, row) => statement.Bind(get(row)),
        Column<TRow, int?> { Get: var get } => (statement, row) => statement.Bind(get(row)),
        Column<TRow, long> { Get: var get } => (statement, row) => statement.Bind(get(row)),
        Column<TRow, bool> { Get: var get } => (statement, row) => statement.Bind(get(row) ? 1L : 0L),
        _ => throw new NotSupportedException($"SQLite does not store columns of the type of '{column.Name}'."),
    };
}
