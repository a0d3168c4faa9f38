using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using JusInfer.Portal.Reports.Usage;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Reports.Views;

/// <summary>Usage by group, and in total. The fields of a row are the columns of the report.</summary>
/// <param name="From">The start of the range that was summed.</param>
/// <param name="To">Its end.</param>
/// <param name="Data">A row per group.</param>
/// <param name="Total">The sums of all rows.</param>
/// <param name="Source">sums, or calls if no sums have the groups and the filters: then at most 31 days are summed.</param>
/// <param name="AskedFrom">The start of the range that was asked for, if it is longer than the one that was summed.</param>
internal sealed record UsageView(
    DateTime From,
    DateTime To,
    IReadOnlyList<JsonObject> Data,
    JsonObject Total,
    string Source,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTime? AskedFrom = null)
{
    /// <summary>The field that is true in the row that sums the groups that are not listed.</summary>
    public const string Rest = "rest";

    private const int RatioDigits = 6;

    /// <param name="report">The report.</param>
    /// <param name="maxRows">The maximum number of rows, the last ones if they are in the order of time; null for all.</param>
    public static UsageView Create(UsageReport report, int? maxRows = null)
    {
        var (rows, period) = (report.Rows, report.Filter.Period);
        var listed = maxRows is not { } max ? rows : report.Filter.Groups is [{ Step: not null }, ..] ? rows.TakeLast(max) : rows.Take(max);
        return new UsageView(
            period.Start.UtcDateTime, period.End.UtcDateTime, [.. listed
                .Select(row => ObjectOf(report, row))], ObjectOf(report, report.Total),
            report.IsFromCalls ? "calls" : "sums", report.AskedPeriod?.Start.UtcDateTime);
    }

    private static JsonObject ObjectOf(UsageReport report, UsageRow row)
    {
        var fields = new JsonObject();
        if (row.IsRest) fields[Rest] = true;
        foreach (var column in report.Columns)
        {
            var value = column.Value(row);
            if (value is not null || column.Group is null) fields[column.Name] = NodeOf(value);
        }

        return fields;
    }

    private static JsonValue? NodeOf(object? value) => value switch
    {
        null => null,
        string text => JsonValue.Create(text),
        long count => JsonValue.Create(count),
        int number => JsonValue.Create(number),
        NanoUsd amount => JsonValue.Create(amount.Usd),
        double ratio => JsonValue.Create(Math.Round((decimal)ratio, RatioDigits)),
        _ => throw new NotSupportedException($"A column has values of the type {value.GetType()}."),
    };
}
