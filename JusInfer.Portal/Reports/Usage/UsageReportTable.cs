using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Reports.Usage;

/// <summary>The groups and the brief measures of a report as a table in Markdown, with its totals.</summary>
internal static class UsageReportTable
{
    /// <summary>Writes the first rows, or the last ones if they are in the order of time.</summary>
    public static string Write(UsageReport report, int maxRows)
    {
        var columns = report.BriefColumns.ToImmutableArray();
        var table = new MarkdownTable([.. columns.Select(static column => column.Label)]);
        var rows = report.Rows;
        var listed = report.Filter.Groups is [{ Step: not null }, ..] ? rows.TakeLast(maxRows) : rows.Take(maxRows);
        foreach (var row in listed) table.AddRow([.. columns.Select(column => CellOf(column, row, report.Names))]);
        if (report.Filter.Groups.IsEmpty || rows.Length != 1)
        {
            var total = report.Total;
            table.AddRow([.. columns.Select((column, index) => column.Group is null ? CellOf(column, total, report.Names) : index == 0
                ? "total" : "")]);
        }

        var text = new StringBuilder(table.ToString());
        if (rows.Length > maxRows) text.Append($"\n{rows.Length - maxRows} more rows are not listed; the total has them.\n");
        return text.ToString();
    }

    private static string CellOf(UsageColumn column, UsageRow row, UsageNames names) => (column.Value(row), column.Group) switch
    {
        (string { Length: > 0 } value, { HasNames: true } group) when names.Of(group, value) is var name && name != value =>
            $"{name} ({value})",
        (string value, { } group) => names.Of(group, value),
        (null, { }) => "others",
        (NanoUsd usd, _) => MarkdownFormat.Usd(usd),
        (IFormattable number, _) => number.ToString(null, CultureInfo.InvariantCulture),
        _ => "–",
    };
}
