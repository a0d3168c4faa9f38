using System.Globalization;

namespace JusInfer.Portal.Reports.Formats;

/// <summary>Formats numbers for the pages: significant digits only, thousands separated by a narrow no-break space (U+202F).</summary>
internal static class NumberFormat
{
    private const char NarrowSpace = '\u202F';
    private const string Minus = "\u2212";
    private const int MinPlaces = 2;
    private const int MaxPlaces = 6;

    /// <summary>A division by it leaves a number without the zeros at its end.</summary>
    private const decimal WithoutTrailingZeros = 1.0000000000m;

    public static readonly NumberFormatInfo Grouped =
        NumberFormatInfo.ReadOnly(new NumberFormatInfo { NumberGroupSeparator = NarrowSpace.ToString(), NumberDecimalSeparator = "." });

    /// <summary>US dollars: cents from one dollar on, tenths of a cent below it, two significant digits below one cent.</summary>
    public static string Money(decimal usd)
    {
        var sign = usd < 0 ? Minus : "";
        var amount = Math.Abs(usd);
        var digits = amount switch
        {
            0 => "0",
            >= 1 => amount.ToString("N2", Grouped),
            >= 0.01m => amount.ToString("0.000", CultureInfo.InvariantCulture),
            _ => amount.ToString("F" + SignificantPlaces(amount), CultureInfo.InvariantCulture),
        };
        return $"{sign}${digits}";
    }

    public static string Money(NanoUsd amount) => Money(amount.Usd);

    /// <summary>An amount of a column with as many places as the others have. One that they do not show is not shown as zero.</summary>
    /// <param name="amount">The amount.</param>
    /// <param name="places">See <see cref="PlacesOf(IEnumerable{NanoUsd?})"/>.</param>
    public static string Money(NanoUsd amount, int places)
    {
        var (usd, unit) = (Math.Abs(amount.Usd), new decimal(1, 0, 0, isNegative: false, (byte)places));
        var rounded = Math.Round(usd, places, MidpointRounding.AwayFromZero);
        var isHidden = usd > 0 && rounded == 0;
        var digits = (isHidden ? unit : rounded).ToString($"N{places}", Grouped);
        return $"{(amount < NanoUsd.Zero ? Minus : "")}{(isHidden ? "<" : "")}${digits}";
    }

    /// <summary>The places of all amounts of a column: those that its smallest amount needs, from 2 to 6.</summary>
    public static int PlacesOf(IEnumerable<NanoUsd?> column) => column.Select(static amount => Math.Abs(amount?.Usd ?? 0) switch
    {
        0 or >= 1 => 2,
        >= 0.01m => 3,
        var small => Math.Min(MaxPlaces, SignificantPlaces(small)),
    }).DefaultIfEmpty(MinPlaces).Max();

    public static int PlacesOf(IEnumerable<NanoUsd> column) => PlacesOf(column.Select(static amount => (NanoUsd?)amount));

    /// <summary>A price in US dollars, not rounded, with at least two places.</summary>
    public static string Price(NanoUsd amount) => "$" + amount.Usd.ToString("#,0.00#######", Grouped);

    /// <summary>A price of a column with as many places as the others have.</summary>
    public static string Price(NanoUsd amount, int places) => "$" + amount.Usd.ToString($"N{places}", Grouped);

    /// <summary>The places of all prices of a column, of which none is rounded; at least two.</summary>
    public static int PlacesOfPrices(IEnumerable<NanoUsd?> column) =>
        column.Select(static amount => (int)((amount?.Usd ?? 0) / WithoutTrailingZeros).Scale).Append(MinPlaces).Max();

    /// <summary>A whole number, not rounded.</summary>
    public static string Count(long number) => number.ToString("N0", Grouped);

    /// <summary>Tokens, rounded to three digits: <c>842</c>, <c>12.3k</c>, <c>1.24M</c>.</summary>
    public static string Tokens(long tokens) => tokens switch
    {
        < 1_000 => tokens.ToString(CultureInfo.InvariantCulture),
        < 999_500 => Scaled(tokens, 1_000, "k"),
        < 999_500_000 => Scaled(tokens, 1_000_000, "M"),
        _ => Scaled(tokens, 1_000_000_000, "B"),
    };

    /// <summary>A duration in its natural unit: <c>842 ms</c>, <c>3.2 s</c>, <c>2 min 5 s</c>.</summary>
    public static string Duration(int milliseconds) => milliseconds switch
    {
        < 1_000 => $"{milliseconds}{NarrowSpace}ms",
        < 59_950 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000.0:0.0}{NarrowSpace}s"),
        _ => $"{(milliseconds + 500) / 60_000}{NarrowSpace}min {(milliseconds + 500) % 60_000 / 1000}{NarrowSpace}s",
    };

    /// <summary>A size: <c>842 B</c>, <c>12.3 kB</c>.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1_000 => $"{bytes}{NarrowSpace}B",
        < 999_500 => Scaled(bytes, 1_000, $"{NarrowSpace}kB"),
        _ => Scaled(bytes, 1_000_000, $"{NarrowSpace}MB"),
    };

    /// <summary>A ratio from 0 to 1. A small ratio is not rounded to 0%, a large one not to 100%.</summary>
    public static string Percent(double ratio) => ratio switch
    {
        > 0 and < 0.01 => "<1%",
        > 0.99 and < 1 => ">99%",
        _ => ratio.ToString("0%", CultureInfo.InvariantCulture),
    };

    /// <summary>The ratio of a part to the whole; 0 if the whole is 0.</summary>
    public static double Share(NanoUsd part, NanoUsd whole) => whole.Value == 0 ? 0 : (double)part.Value / whole.Value;

    private static string Scaled(long number, long unit, string name)
    {
        var scaled = (double)number / unit;
        var format = scaled switch { < 9.995 => "0.##", < 99.95 => "0.#", _ => "0" };
        return scaled.ToString(format, CultureInfo.InvariantCulture) + name;
    }

    private static int SignificantPlaces(decimal amount) => Math.Min(9, 1 - (int)Math.Floor(Math.Log10((double)amount)));
}
