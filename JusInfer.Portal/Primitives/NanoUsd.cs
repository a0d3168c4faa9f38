using System.Globalization;

namespace JusInfer.Portal.Primitives;

/// <summary>
/// An amount of money in billionths of a US dollar. The lowest price in use, 0.02 USD per million tokens, is 20 units per token, and the
/// largest amount is 9.2 billion dollars, so that all sums are exact integers.
/// </summary>
internal readonly record struct NanoUsd(long Value) : IComparable<NanoUsd>
{
    private const decimal PerUsd = 1_000_000_000m;

    public static NanoUsd Zero => default;

    /// <summary>Rounds half away from zero to the nearest billionth.</summary>
    /// <exception cref="OverflowException">The amount is beyond 9.2 billion dollars.</exception>
    public static NanoUsd FromUsd(decimal usd) => new((long)decimal.Round(usd * PerUsd, MidpointRounding.AwayFromZero));

    public decimal Usd => Value / PerUsd;

    public static NanoUsd operator +(NanoUsd left, NanoUsd right) => new(checked(left.Value + right.Value));

    public static NanoUsd operator -(NanoUsd left, NanoUsd right) => new(checked(left.Value - right.Value));

    public static bool operator <(NanoUsd left, NanoUsd right) => left.Value < right.Value;

    public static bool operator >(NanoUsd left, NanoUsd right) => left.Value > right.Value;

    public static bool operator <=(NanoUsd left, NanoUsd right) => left.Value <= right.Value;

    public static bool operator >=(NanoUsd left, NanoUsd right) => left.Value >= right.Value;

    public int CompareTo(NanoUsd other) => Value.CompareTo(other.Value);

    /// <summary>Plain decimal dollars, no exponent, no trailing zeros: <c>0.0000125</c>.</summary>
    public override string ToString() => Usd.ToString("0.#########", CultureInfo.InvariantCulture);
}
