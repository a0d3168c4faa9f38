using System.Globalization;

namespace JusInfer.Portal.Primitives;

/// <summary>Reads amounts of money from text.</summary>
internal static class UsdText
{
    private const decimal MaxUsd = 1_000_000;

    /// <summary>Reads plain decimal dollars from 0 to 1,000,000 with at most nine decimals, for example <c>2.00</c>.</summary>
    public static bool TryParse(string text, out NanoUsd amount)
    {
        amount = NanoUsd.Zero;
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var usd) || usd > MaxUsd) return false;
        amount = NanoUsd.FromUsd(usd);
        return amount.Usd == usd;
    }
}
