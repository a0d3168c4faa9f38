using System.Collections.Immutable;

namespace JusInfer.Portal.Usage.Dimensions;

/// <summary>Selects the calls that have a value in each of some dimensions.</summary>
internal sealed class UsageSelection : IEquatable<UsageSelection>
{
    private UsageSelection(ImmutableArray<(UsageDimension Dimension, object Value)> values) => Values = values;

    /// <summary>Every call.</summary>
    public static UsageSelection All { get; } = new([]);

    public ImmutableArray<(UsageDimension Dimension, object Value)> Values { get; }

    public bool IsAll => Values.IsEmpty;

    /// <summary>The same calls, if they have a value in a dimension too; of any value if it is null.</summary>
    /// <param name="dimension">A dimension of calls.</param>
    /// <param name="value">A value of the type of <see cref="UsageDimension.Of"/>.</param>
    public UsageSelection With(UsageDimension dimension, object? value)
    {
        var others = Values.RemoveAll(chosen => chosen.Dimension == dimension);
        return new UsageSelection(value is null ? others : others.Add((dimension, value)));
    }

    public UsageSelection Without(UsageDimension dimension) => With(dimension, value: null);

    /// <returns>The chosen value; null if any is.</returns>
    public object? Find(UsageDimension dimension) => Values.FirstOrDefault(chosen => chosen.Dimension == dimension).Value;

    /// <returns>The chosen value, as in query strings; null if any is.</returns>
    public string? TextOf(UsageDimension dimension) => Find(dimension) is { } value ? dimension.Format(value) : null;

    public bool Includes(UsageRecord call) => Values.All(chosen => Equals(chosen.Dimension.Value(call), chosen.Value));

    public bool Equals(UsageSelection? other) =>
        other is not null && Values.Length == other.Values.Length && Values.All(other.Values.Contains);

    public override bool Equals(object? obj) => Equals(obj as UsageSelection);

    public override int GetHashCode() => Values.Aggregate(Values.Length, static (hash, chosen) => hash ^ chosen.GetHashCode());

    public override string ToString() =>
        string.Join(", ", Values.Select(static chosen => $"{chosen.Dimension} {chosen.Dimension.Format(chosen.Value)}"));
}
