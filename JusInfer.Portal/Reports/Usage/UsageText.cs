using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Reports.Usage;

/// <summary>Values of reports for people.</summary>
internal static class UsageText
{
    private const string NoValue = "–";

    public static string Of(UsageColumn column, UsageRow row) => (column.Value(row), column.Unit) switch
    {
        (NanoUsd amount, _) => NumberFormat.Money(amount),
        (long tokens, UsageUnit.Tokens) => NumberFormat.Tokens(tokens),
        (long count, _) => NumberFormat.Count(count),
        (double ratio, _) => NumberFormat.Percent(ratio),
        (int milliseconds, _) => NumberFormat.Duration(milliseconds),
        _ => NoValue,
    };

    /// <summary>The values of the rows, amounts with the same places.</summary>
    public static string[] Of(UsageColumn column, IReadOnlyCollection<UsageRow> rows)
    {
        var places = rows.Max(row => column.Value(row) is NanoUsd amount ? NumberFormat.PlacesOf(amount.Usd) : 0);
        return [.. rows.Select(row => column.Value(row) is NanoUsd amount ? NumberFormat.Money(amount.Usd, places) : Of(column, row))];
    }

    /// <summary>The value as a chart has it: dollars, percent or a number. Null if there is none.</summary>
    public static decimal? Number(UsageColumn column, UsageRow row) => column.Value(row) switch
    {
        NanoUsd amount => amount.Usd,
        double ratio => 100 * (decimal)ratio,
        long count => count,
        int milliseconds => milliseconds,
        _ => null,
    };

    /// <summary>A number of a chart.</summary>
    public static string Of(UsageColumn column, decimal? number) => (column.Unit, number) switch
    {
        (_, null) => NoValue,
        (UsageUnit.Usd, { } amount) => NumberFormat.Money(amount),
        (UsageUnit.Tokens, { } tokens) => NumberFormat.Tokens((long)tokens),
        (UsageUnit.Ratio, { } percent) => NumberFormat.Percent((double)percent / 100),
        (UsageUnit.Milliseconds, { } milliseconds) => NumberFormat.Duration((int)milliseconds),
        (_, { } count) => NumberFormat.Count((long)count),
    };
}
