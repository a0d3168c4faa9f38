using System.Globalization;
using System.Text.Json;

namespace JusInfer.Portal.Catalog.Reading;

/// <summary>
/// Reads amounts in US dollars, from a JSON number or string. The decimal digits are parsed exactly, because binary floating point cannot
/// represent 0.1 and a price is multiplied by millions of tokens.
/// </summary>
internal static class MoneyField
{
    /// <summary>Few enough that <see cref="decimal"/> represents every amount exactly.</summary>
    private const int MaxCharacters = 18;

    private const decimal MaxUsd = 1_000_000m;

    private const NumberStyles PlainDigits = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;

    public static NanoUsd? Money(this JsonFields fields, string name, string unit = "USD per million tokens")
    {
        if (fields.Find(name) is not { } value) return null;
        if (Exactly(value) is { } money) return money;

        fields.AddError(
            name,
            $"is {JsonFields.Kind(value)}; write {unit} in plain digits such as 0.125, "
            + $"from 0 to {MaxUsd:0}, with up to nine decimals.");
        return null;
    }

    private static NanoUsd? Exactly(JsonElement value)
    {
        var digits = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => value.GetString(),
            _ => null,
        };
        if (digits is null or { Length: > MaxCharacters }) return null;
        if (!decimal.TryParse(digits, PlainDigits, CultureInfo.InvariantCulture, out var usd)) return null;
        if (usd is < 0 or > MaxUsd) return null;

        var money = NanoUsd.FromUsd(usd);
        return money.Usd == usd ? money : null;
    }
}
