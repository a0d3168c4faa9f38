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
        var places = NumberFormat.PlacesOf(rows.Select(row => column.Value(row) as NanoUsd?));
        return [.. rows.Select(row => column.Value(row) is NanoUsd amount ? NumberFormat.Money(amount, places) : Of(column, row))];
    }

    /// <summary>The numbers of a series of a chart, amounts with the same places.</summary>
    public static string[] Of(UsageColumn column, IReadOnlyCollection<decimal?> numbers)
    {
        if (column.Unit != UsageUnit.Usd) return [.. numbers.Select(number => Of(column, number))];
        var amounts = numbers.Select(static usd => usd is { } known ? NanoUsd.FromUsd(known) : (NanoUsd?)null).ToArray();
        var places = NumberFormat.PlacesOf(amounts);
        return [.. amounts.Select(amount => amount is { } known ? NumberFormat.Money(known, places) : NoValue)];
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
    private static string Of(UsageColumn column, decimal? number) => (column.Unit, number) switch
    {
        (_, null) => NoValue,
        (UsageUnit.Tokens, { } tokens) => NumberFormat.Tokens((long)tokens),
        (UsageUnit.Ratio, { } percent) => NumberFormat.Percent((double)percent / 100),
        (UsageUnit.Milliseconds, { } milliseconds) => NumberFormat.Duration((int)milliseconds),
        (_, { } count) => NumberFormat.Count((long)count),
    };
}
