using JusInfer.Portal.Data.Model.Tables;
using JusInfer.Portal.Usage.Columns;

namespace JusInfer.Portal.Data.Stores;

/// <summary>The parts of the usage inserts that SQLite and PostgreSQL share.</summary>
internal static class UsageSql
{
    public const string KeepExisting = "ON CONFLICT DO NOTHING";

    public static readonly string AddToExisting =
        $"ON CONFLICT ({NamesOf(UsageRollupsTable.KeyColumns)}) DO UPDATE SET "
        + string.Join(", ", UsageRollupsTable.SumColumns.Select(
            column => $"{column.Name} = {UsageRollupsTable.Name}.{column.Name} + excluded.{column.Name}"));

    public static string InsertInto<TRow>(string table, ColumnList<TRow> columns) => $"INSERT INTO {table} ({NamesOf(columns)})";

    private static string NamesOf<TRow>(ColumnList<TRow> columns) => string.Join(", ", columns.Select(column => column.Name));
}
