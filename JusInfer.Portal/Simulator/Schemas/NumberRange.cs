using System.Text.Json.Nodes;

namespace JusInfer.Portal.Simulator.Schemas;

/// <summary>The numbers that a schema allows. Bounds beyond what a decimal holds (7.9e28) do not bind.</summary>
internal readonly record struct NumberRange(decimal? Min, bool MinExcluded, decimal? Max, bool MaxExcluded, decimal? Step)
{
    public static NumberRange Of(JsonObject schema)
    {
        var (least, most) = Format(schema["format"].Text());
        var range = new NumberRange(least, MinExcluded: false, most, MaxExcluded: false, null);
        range = range.From(schema["minimum"].Number(), schema["exclusiveMinimum"].Truth() is true);
        range = range.From(schema["exclusiveMinimum"].Number(), excluded: true);
        range = range.UpTo(schema["maximum"].Number(), schema["exclusiveMaximum"].Truth() is true);
        range = range.UpTo(schema["exclusiveMaximum"].Number(), excluded: true);
        return range with { Step = schema["multipleOf"].Number() is { } step and > 0 ? step : null };
    }

    public bool Holds(decimal number) =>
        (Min is not { } least || number > least || (number == least && !MinExcluded))
        && (Max is not { } most || number < most || (number == most && !MaxExcluded))
        && (Step is not { } step || number % step == 0);

    /// <summary>Numbers to try, plain ones first; those that the range does not hold are among them.</summary>
    public IEnumerable<decimal> Candidates(bool whole)
    {
        var step = Step is { } given ? (whole ? WholeStep(given) : given) : 1;
        foreach (var plain in (ReadOnlySpan<decimal>)[1, 0])
        {
            if (Holds(plain)) return Count(plain, step).Concat(Count(plain, -step));
        }

        if (Min is { } least && least is > -1e15m and < 1e15m)
        {
            var first = decimal.Ceiling(least / step) * step;
            return Count(first, step).Concat(whole || Step is not null ? [] : Between(least));
        }

        if (Max is { } most && most is > -1e15m and < 1e15m) return Count(decimal.Floor(most / step) * step, -step);
        return [Min ?? Max ?? 1];
    }

    private IEnumerable<decimal> Between(decimal least)
    {
        var width = Math.Min((Max ?? least + 1) - least, 1);
        return Enumerable.Range(0, 64).Select(i => least + (width * i / 64));
    }

    private static IEnumerable<decimal> Count(decimal from, decimal step) => Enumerable.Range(0, 80).Select(i => from + (i * step));

    /// <summary>The least whole multiple of a step such as 0.5 or 1.5.</summary>
    private static decimal WholeStep(decimal step) =>
        Enumerable.Range(1, 1000).Select(i => i * step).FirstOrDefault(static multiple => multiple == decimal.Truncate(multiple), step);

    private NumberRange From(decimal? bound, bool excluded) =>
        bound is null || bound < Min || (bound == Min && !excluded) ? this : this with { Min = bound, MinExcluded = excluded };

    private NumberRange UpTo(decimal? bound, bool excluded) =>
        bound is null || bound > Max || (bound == Max && !excluded) ? this : this with { Max = bound, MaxExcluded = excluded };

    private static (decimal? Min, decimal? Max) Format(string? format) => format switch
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
