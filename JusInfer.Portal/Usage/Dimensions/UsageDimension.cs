using System.Linq.Expressions;

namespace JusInfer.Portal.Usage.Dimensions;

/// <summary>
/// A property of calls by which usage is grouped and filtered. Tables of sums are read where they have the columns of
/// <see cref="Of"/>, else single calls.
/// </summary>
internal sealed class UsageDimension
{
    private UsageDimension(string name, string label, LambdaExpression? of)
    {
        (Name, Label, Of) = (name, label, of);
        Value = of is null ? static _ => null : Compile(of);
    }

    /// <summary>The name in query strings, JSON and CSV.</summary>
    public string Name { get; }

    /// <summary>An older name in the addresses of pages.</summary>
    public string? Alias { get; init; }

    /// <summary>The name for people, in the singular.</summary>
    public string Label { get; }

    /// <summary>What calls without a value are called.</summary>
    public string None { get; init; } = "none";

    /// <summary>Whether the values are ids of things that have names.</summary>
    public bool HasNames { get; init; }

    /// <summary>The values that a filter can have, with their texts; empty for any.</summary>
    public IReadOnlyList<(string Value, string Text)> Values { get; init; } = [];

    /// <summary>The length of the periods if this groups by time; null for a property of calls.</summary>
    public TimelineStep? Step { get; private init; }

    /// <summary>From a <see cref="UsageRecord"/> to the value: an id, a text or a bool. Null for time.</summary>
    public LambdaExpression? Of { get; }

    /// <summary>The value of a call; a text can be null.</summary>
    public Func<UsageRecord, object?> Value { get; }

    /// <summary>Reads the value of a filter; null if it is not one.</summary>
    public Func<string, object?> Parse { get; private init; } = static text => text;

    /// <summary>Writes a value of <see cref="Value"/>.</summary>
    public Func<object?, string> Format { get; private init; } = static value => value?.ToString() ?? "";

    /// <summary>Groups by periods of time.</summary>
    public static UsageDimension Time(TimelineStep step, string label) =>
        new(EnumFormat.Format(step), label, of: null) { Step = step };

    /// <summary>A text of calls, which can be one that callers choose.</summary>
    public static UsageDimension Text(
        string name, string label, string none, Expression<Func<UsageRecord, string?>> of, string? alias = null) =>
        new(name, label, of) { None = none, Alias = alias };

    public static UsageDimension OfId<TKind>(string name, string label, Expression<Func<UsageRecord, Id<TKind>>> of)
        where TKind : IIdKind =>
        new(name, label, of) { HasNames = true, Parse = static text => Id<TKind>.TryParse(text, null, out var id) ? (object)id : null };

    /// <summary>Whether something is true of a call.</summary>
    public static UsageDimension Either(
        string name, string label, (string Value, string Text) yes, (string Value, string Text) no,
        Expression<Func<UsageRecord, bool>> of) =>
        new(name, label, of)
        {
            Values = [no, yes],
            Parse = text => text == yes.Value ? (object)true : text == no.Value ? false : null,
            Format = value => value is true ? yes.Value : no.Value,
        };

    public override string ToString() => Name;

    private static Func<UsageRecord, object?> Compile(LambdaExpression of) =>
        Expression.Lambda<Func<UsageRecord, object?>>(Expression.Convert(of.Body, typeof(object)), of.Parameters).Compile();
}
