using System.Text.Json.Nodes;

namespace JusInfer.Portal.Primitives.Json;

/// <summary>The numbers that a schema allows. Bounds outside the range of <see cref="decimal"/> (7.9e28) are ignored.</summary>
internal readonly record struct NumberRange(decimal? Min, bool MinExcluded, decimal? Max, bool MaxExcluded, decimal? Step)
{
    /// <param name="schema">The schema.</param>
    /// <param name="checksFormats">A format such as <c>int32</c> restricts the range.</param>
    public static NumberRange From(JsonObject schema, bool checksFormats)
    {
        var (min, max) = FormatBounds(checksFormats ? schema["format"].String() : null);
        var range = new NumberRange(min, MinExcluded: false, max, MaxExcluded: false, null);
        range = range.WithMin(schema["minimum"].Number(), schema["exclusiveMinimum"].Boolean() is true);
        range = range.WithMin(schema["exclusiveMinimum"].Number(), excluded: true);
        range = range.WithMax(schema["maximum"].Number(), schema["exclusiveMaximum"].Boolean() is true);
        range = range.WithMax(schema["exclusiveMaximum"].Number(), excluded: true);
        return range with { Step = schema["multipleOf"].Number() is { } step and > 0 ? step : null };
    }

    public bool Contains(decimal number) =>
        (Min is not { } min || number > min || (number == min && !MinExcluded))
        && (Max is not { } max || number < max || (number == max && !MaxExcluded))
        && (Step is not { } step || number % step == 0);

    /// <summary>Numbers to try, 1 and 0 first. Not all of them are in the range.</summary>
    public IEnumerable<decimal> Candidates(bool integers)
    {
        var step = Step is { } multiple ? (integers ? IntegerStep(multiple) : multiple) : 1;
        foreach (var simple in (ReadOnlySpan<decimal>)[1, 0])
        {
            if (Contains(simple)) return Count(simple, step).Concat(Count(simple, -step));
        }

        if (Min is { } min && min is > -1e15m and < 1e15m)
        {
            var first = decimal.Ceiling(min / step) * step;
            return Count(first, step).Concat(integers || Step is not null ? [] : Between(min));
        }

        if (Max is { } max && max is > -1e15m and < 1e15m) return Count(decimal.Floor(max / step) * step, -step);
        return [Min ?? Max ?? 1];
    }

    private IEnumerable<decimal> Between(decimal min)
    {
        var width = Math.Min((Max ?? min + 1) - min, 1);
        return Enumerable.Range(0, 64).Select(i => min + (width * i / 64));
    }

    private static IEnumerable<decimal> Count(decimal from, decimal step) => Enumerable.Range(0, 80).Select(i => from + (i * step));

    /// <summary>The smallest integer multiple of a step such as 0.5 or 1.5.</summary>
    private static decimal IntegerStep(decimal step) =>
        Enumerable.Range(1, 1000).Select(i => i * step).FirstOrDefault(static multiple => multiple == decimal.Truncate(multiple), step);

    private NumberRange WithMin(decimal? bound, bool excluded) =>
        bound is null || bound < Min || (bound == Min && !excluded) ? this : this with { Min = bound, MinExcluded = excluded };

    private NumberRange WithMax(decimal? bound, bool excluded) =>
        bound is null || bound > Max || (bound == Max && !excluded) ? this : this with { Max = bound, MaxExcluded = excluded };

    private static (decimal? Min, decimal? Max) FormatBounds(string? format) => format switch
    {
        "int8" => (sbyte.MinValue, sbyte.MaxValue),
        "int16" => (short.MinValue, short.MaxValue),
        "int32" => (int.MinValue, int.MaxValue),
        "int64" => (long.MinValue, long.MaxValue),
        "uint8" => (byte.MinValue, byte.MaxValue),
        "uint16" => (ushort.MinValue, ushort.MaxValue),
        "uint32" => (uint.MinValue, uint.MaxValue),
        "uint64" or "uint" => (ulong.MinValue, ulong.MaxValue),
        _ => (null, null),
    };
}
