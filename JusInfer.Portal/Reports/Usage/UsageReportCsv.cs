using System.Text;

namespace JusInfer.Portal.Reports.Usage;

/// <summary>A report on usage as CSV (RFC 4180).</summary>
internal static class UsageReportCsv
{
    private const int RatioDigits = 6;

    public static string Write(UsageReport report)
    {
        var text = new StringBuilder(CsvLine.Of([.. report.Columns.SelectMany(NamesOf), "rest"]));
        foreach (var row in report.Rows)
        {
            text.Append(CsvLine.Of(
            [
                .. report.Columns.SelectMany(column => CellsOf(column, column.Value(row), report.Names)), row.IsRest ? "true" : "false",
            ]));
        }

        return text.ToString();
    }

    private static IEnumerable<string> NamesOf(UsageColumn column) =>
        column.Group is { HasNames: true } ? [column.Name, $"{column.Name}_name"] : [column.Name];

    private static IEnumerable<object?> CellsOf(UsageColumn column, object? value, UsageNames names) => (column.Group, value) switch
    {
        ({ HasNames: true } group, string id) => [id, names.Of(group, id)],
        ({ HasNames: true }, _) => [null, null],
        (_, double ratio) => [Math.Round((decimal)ratio, RatioDigits)],
        _ => [value],
    };
}
