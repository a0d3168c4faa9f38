using System.Collections.Immutable;
using System.Reflection;
using JusInfer.Portal.Usage.Dimensions;

namespace JusInfer.Portal.Data.Stores.Breakdowns;

/// <summary>
/// What the calls of one row of a breakdown have in common. A dimension has the property of its type, a text the next free one. Others have
/// their default value and are not in the query.
/// </summary>
internal sealed record BreakdownKey
{
    /// <summary>The number of a period.</summary>
    public int Time { get; init; }

    public KeyId Key { get; init; }

    public MemberId Member { get; init; }

    public bool Flag { get; init; }

    public string Text0 { get; init; } = "";

    public string Text1 { get; init; } = "";

    public string Text2 { get; init; } = "";

    public string Text3 { get; init; } = "";

    public string Text4 { get; init; } = "";

    public string Text5 { get; init; } = "";

    public string Text6 { get; init; } = "";

    public string Text7 { get; init; } = "";

    public string Text8 { get; init; } = "";

    public string Text9 { get; init; } = "";

    /// <summary>The property that has the values of each dimension, in the order of the dimensions.</summary>
    /// <exception cref="NotSupportedException">There are more dimensions of a type than properties.</exception>
    public static ImmutableArray<PropertyInfo> PropertiesOf(ImmutableArray<UsageDimension> dimensions)
    {
        var free = typeof(BreakdownKey).GetProperties().Where(static property => property.Name != nameof(Time)).ToList();
        return [.. dimensions.Select(Take)];

        PropertyInfo Take(UsageDimension dimension)
        {
            var property = free.Find(property => property.PropertyType == dimension.Of!.ReturnType)
                ?? throw new NotSupportedException($"A breakdown has no property for {dimension}.");
            free.Remove(property);
            return property;
        }
    }
}
