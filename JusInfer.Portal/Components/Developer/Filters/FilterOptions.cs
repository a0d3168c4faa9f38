using System.Collections.Immutable;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Reports.Usage;
using JusInfer.Portal.Usage.Dimensions;

namespace JusInfer.Portal.Components.Developer.Filters;

/// <summary>What can be chosen of the dimensions.</summary>
internal sealed record FilterOptions(ImmutableDictionary<string, ImmutableArray<ComboOption>> ByDimension)
{
    /// <summary>The number of values that no list has, the most expensive ones.</summary>
    private const int MaxValues = 100;

    /// <summary>Before anything is read.</summary>
    public static FilterOptions None { get; } = new(ImmutableDictionary<string, ImmutableArray<ComboOption>>.Empty);

    /// <summary>
    /// Reads the team's keys and members, and what its calls of a period have in the dimensions of tables of sums, so that the time does
    /// not grow with the number of calls.
    /// </summary>
    public static async Task<FilterOptions> ReadAsync(
        UsageReader reader, UsageDimensions dimensions, TeamId team, UsagePeriod period, CancellationToken cancellationToken)
    {
        var options = None.ByDimension;
        var names = await reader.ReadNamesAsync(team, cancellationToken);
        foreach (var dimension in dimensions.OfCalls)
        {
            var found = dimension.HasNames ? names.Values(dimension).Select(static named => new ComboOption(named.Value, named.Text))
                : dimension.Values.Count > 0 ? dimension.Values.Select(static known => new ComboOption(known.Value, known.Text))
                : (await reader.ReadValuesAsync(team, dimension, period, cancellationToken)).Take(MaxValues)
                    .Order(StringComparer.OrdinalIgnoreCase).Select(ComboOption.From);
            options = options.SetItem(dimension.Name, [.. found]);
        }

        return new FilterOptions(options);
    }

    /// <summary>The fields of some dimensions; a chosen value is an option, whatever was read.</summary>
    public IEnumerable<FilterField> FieldsOf(IEnumerable<UsageDimension> dimensions, UsageSelection selection, UsageNames names)
    {
        foreach (var dimension in dimensions)
        {
            var options = ByDimension.GetValueOrDefault(dimension.Name, []);
            var chosen = selection.TextOf(dimension);
            if (chosen is not null && !options.Any(option => option.Value == chosen))
                options = options.Add(new ComboOption(chosen, names.Of(dimension, chosen)));
            yield return new FilterField(
                dimension.Name, dimension.Label, chosen, options, IsText: !dimension.HasNames, IsShort: dimension.Values.Count > 0);
        }
    }
}
