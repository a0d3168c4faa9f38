using JusInfer.Portal.Data.Model.Tables;
using JusInfer.Portal.Usage.Columns;

namespace JusInfer.Portal.Data.Stores;

/// <summary>The parts of the usage inserts that SQLite and PostgreSQL share.</summary>
internal static class UsageSql
{
    public const string KeepExisting = "ON CONFLICT DO NOTHING";

    public static readonly string AddToSums =
        AddTo(NamesOf(UsageSumsTable.KeyColumns), AddEach(UsageSumsTable.Name, UsageSumsTable.SumColumns));

    public static readonly string AddToEndUserSums =
        AddTo(NamesOf(EndUserSumsTable.KeyColumns), AddEach(EndUserSumsTable.Name, EndUserSumsTable.SumColumns));

    public static readonly string AddToLabelSums =
        AddTo(NamesOf(LabelSumsTable.KeyColumns), AddEach(LabelSumsTable.Name, LabelSumsTable.SumColumns));

    public static readonly string AddToRuns = AddTo(
        NamesOf(RunsTable.KeyColumns),
        [
            .. AddEach(RunsTable.Name, RunsTable.SumColumns),
            .. KeepEach(RunsTable.Name, RunsTable.MinColumns, "<"),
            .. KeepEach(RunsTable.Name, RunsTable.MaxColumns, ">"),
            .. RunsTable.FirstColumns.Select(column => $"{column.Name} = COALESCE({RunsTable.Name}.{column.Name}, excluded.{column.Name})"),
        ]);

    public static string InsertInto<TRow>(string table, ColumnList<TRow> columns) => $"INSERT INTO {table} ({NamesOf(columns)})";

    private static string AddTo(string key, IEnumerable<string> assignments) =>
        $"ON CONFLICT ({key}) DO UPDATE SET {string.Join(", ", assignments)}";

    private static IEnumerable<string> AddEach<TRow>(string table, ColumnList<TRow> columns) =>
        columns.Select(column => $"{column.Name} = {table}.{column.Name} + excluded.{column.Name}");

    private static IEnumerable<string> KeepEach<TRow>(string table, ColumnList<TRow> columns, string comparison) => columns.Select(column =>
        $"{column.Name} = CASE WHEN {table}.{column.Name} {comparison} excluded.{column.Name} THEN {table}.{column.Name} "
        + $"ELSE excluded.{column.Name} END");

    private static string NamesOf<TRow>(ColumnList<TRow> columns) => string.Join(", ", columns.Select(column => column.Name));
}
