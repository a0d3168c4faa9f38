using System.Collections.Immutable;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;

namespace JusInfer.Portal.Reports.Usage;

/// <summary>Which usage a report has: the period, the selected calls, and the groups.</summary>
internal sealed record UsageFilter
{
    /// <summary>The maximum length of a value of a filter.</summary>
    public const int MaxLength = 200;

    public required UsagePeriod Period { get; init; }

    public UsageSelection Selection { get; init; } = UsageSelection.All;

    /// <summary>The groups, of which at most one is time.</summary>
    public ImmutableArray<UsageDimension> Groups { get; init; } = [];

    /// <summary>Whether the period is compared with the one before.</summary>
    public bool IsCompared { get; init; } = true;

    /// <summary>Whether the range may be extended to the whole hours or days of the tables of sums.</summary>
    public bool IsExtended { get; init; }

    /// <summary>
    /// Reads the query string of a page. What is invalid is ignored, so that an old bookmark still opens.
    /// </summary>
    /// <param name="get">The values by their names.</param>
    /// <param name="dimensions">The dimensions.</param>
    /// <param name="now">The current time.</param>
    /// <param name="groups">The groups unless the query names some.</param>
    public static UsageFilter Parse(
        Func<string, string?> get, UsageDimensions dimensions, DateTimeOffset now, params ImmutableArray<UsageDimension> groups)
    {
        ImmutableArray<UsageDimension> named =
            [.. Names(get("by")).Select(dimensions.Find).OfType<UsageDimension>().Where(static group => group.Step is null).Distinct()
                .Take(2)];
        return new UsageFilter
        {
            Period = UsagePeriod.Parse(get, now),
            Selection = Select(get, dimensions),
            Groups = named.IsEmpty ? groups : named,
            IsCompared = get("compare") != "none",
        };
    }

    /// <summary>The names in a list that is separated by commas.</summary>
    public static string[] Names(string? list) =>
        (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <returns>Null if the text is no value of the dimension.</returns>
    public static object? ValueOf(UsageDimension dimension, string? text) =>
        string.IsNullOrWhiteSpace(text) || text.Length > MaxLength || text.Any(char.IsControl) ? null : dimension.Parse(text);

    /// <summary>The selection as in a query string.</summary>
    public IEnumerable<(string Name, string Value)> Parameters =>
        Selection.Values.Select(static chosen => (chosen.Dimension.Name, chosen.Dimension.Format(chosen.Value)));

    /// <summary>As in <see cref="UsageSumQuery"/>.</summary>
    public int MaxGroups { get; init; } = IUsageQueries.MaxGroups;

    /// <summary>As in <see cref="UsageSumQuery"/>. Reports without time always have them.</summary>
    public bool HasExactLatencies { get; init; }

    public UsageSumQuery QueryOf(TeamId team) => new()
    {
        Window = Period.WindowOf(team),
        Groups = Groups,
        Selection = Selection,
        IsExtended = IsExtended,
        HasExactLatencies = HasExactLatencies,
        MaxGroups = MaxGroups,
    };

    /// <summary>The calls that are summed.</summary>
    public RequestFilter RequestsOf(TeamId team) =>
        new() { Team = team, Selection = Selection, From = Period.Start, To = Period.End };

    /// <summary>The selection of a query string. What is invalid is ignored.</summary>
    public static UsageSelection Select(Func<string, string?> get, UsageDimensions dimensions) => dimensions.OfCalls.Aggregate(
        UsageSelection.All,
        (selection, dimension) => selection.With(dimension, ValueOf(dimension, get(dimension.Name) ?? (dimension.Alias is { } alias
            ? get(alias) : null))));
}
