using System.Globalization;

namespace JusInfer.Portal.Components.Shared;

/// <summary>Numbers as people read them: as many digits as matter, thousands set apart by a narrow space that does not break.</summary>
internal static class Figures
{
    private const char Thin = '\u202F';
    private const string Minus = "\u2212";

    private static readonly NumberFormatInfo Grouped = new() { NumberGroupSeparator = Thin.ToString(), NumberDecimalSeparator = "." };

    /// <summary>US dollars: cents from a dollar up, tenths of a cent below it, two significant digits below a cent.</summary>
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

    /// <summary>A whole number in full.</summary>
    public static string Count(long number) => number.ToString("N0", Grouped);

    /// <summary>Tokens in three digits or so: <c>842</c>, <c>12.3k</c>, <c>1.24M</c>.</summary>
    public static string Tokens(long tokens) => tokens switch
    {
        < 1_000 => tokens.ToString(CultureInfo.InvariantCulture),
        < 999_500 => Scaled(tokens, 1_000, "k"),
        < 999_500_000 => Scaled(tokens, 1_000_000, "M"),
        _ => Scaled(tokens, 1_000_000_000, "B"),
    };

    /// <summary>A span in the unit it is thought of in: <c>842 ms</c>, <c>3.2 s</c>, <c>2 min 5 s</c>.</summary>
    public static string Duration(int milliseconds) => milliseconds switch
    {
        < 1_000 => $"{milliseconds}{Thin}ms",
        < 59_950 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000.0:0.0}{Thin}s"),
        _ => $"{(milliseconds + 500) / 60_000}{Thin}min {(milliseconds + 500) % 60_000 / 1000}{Thin}s",
    };

    /// <summary>A share from 0 to 1. What is there but small is not shown as nothing.</summary>
    public static string Percent(double share) => share switch
    {
        > 0 and < 0.01 => "<1%",
        > 0.99 and < 1 => ">99%",
        _ => share.ToString("0%", CultureInfo.InvariantCulture),
    };

    /// <summary>How much of a whole, from 0 to 1; nothing of nothing is nothing.</summary>
    public static double Share(NanoUsd part, NanoUsd whole) => whole.Value == 0 ? 0 : (double)part.Value / whole.Value;

    private static string Scaled(long number, long unit, string name)
    {
        var scaled = (double)number / unit;
        var shape = scaled switch { < 9.995 => "0.##", < 99.95 => "0.#", _ => "0" };
        return scaled.ToString(shape, CultureInfo.InvariantCulture) + name;
    }

    private static int SignificantPlaces(decimal amount) => Math.Min(9, 1 - (int)Math.Floor(Math.Log10((double)amount)));
}
