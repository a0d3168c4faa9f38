using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Usage;
using JusInfer.Portal.Usage.Dimensions;

namespace JusInfer.Portal.Api;

/// <summary>
/// The fields of a usage summary, the same in the API and in tools: its groups and, for each dimension, a filter. Lists of calls have the
/// filters too.
/// </summary>
internal static class UsageFields
{
    public const string GroupBy = "group_by";

    public static OtherFields Of(UsageDimensions dimensions) => new(
    [
        new(GroupBy, $"One or more of {dimensions.Names}, separated by commas; day if absent.", []),
        .. dimensions.OfCalls.Select(FilterBy),
    ]);

    /// <summary>The filters of lists of calls, which have a field of their own for the status.</summary>
    public static OtherFields OfLists(UsageDimensions dimensions) =>
        new([.. dimensions.OfCalls.Where(static dimension => dimension != UsageDimensions.Status).Select(FilterBy)]);

    /// <summary>Reads the filter, and adds an error for each field that cannot be read.</summary>
    public static UsageFilter Read(Input<UsageSumsQuery> query, UsageDimensions dimensions, DateTimeOffset now)
    {
        var window = UsageApi.WindowOf(default, query, now);
        return new UsageFilter
        {
            Period = UsagePeriod.Exactly(window.From, window.To, now),
            Groups = GroupsOf(TextOf(query, GroupBy) ?? "day"),
            Selection = Select(query, dimensions),
            IsExtended = true,
        };

        ImmutableArray<UsageDimension> GroupsOf(string list)
        {
            var names = UsageFilter.Names(list);
            ImmutableArray<UsageDimension> groups = [.. names.Select(dimensions.Find).OfType<UsageDimension>()];
            if (groups.Length < names.Length || names.Length == 0)
                query.Errors.Add(GroupBy, $"{GroupBy} must be one or more of {dimensions.Names}, separated by commas.");
            if (groups.Distinct().Count() < groups.Length) query.Errors.Add(GroupBy, $"{GroupBy} lists a group twice.");
            if (groups.Count(static group => group.Step is not null) > 1)
                query.Errors.Add(GroupBy, $"{GroupBy} must have one period of time.");
            return groups;
        }
    }

    /// <summary>Reads the filters, and adds an error for each that cannot be read.</summary>
    public static UsageSelection Select<T>(Input<T> query, UsageDimensions dimensions)
        where T : class, IOtherFields
    {
        return dimensions.OfCalls.Aggregate(UsageSelection.All, SelectBy);

        UsageSelection SelectBy(UsageSelection selection, UsageDimension dimension)
        {
            if (TextOf(query, dimension.Name) is not { } text) return selection;
            var value = UsageFilter.ValueOf(dimension, text);
            if (value is null) query.Errors.Add(dimension.Name, $"{dimension.Name} must be {ExpectedOf(dimension)}.");
            return selection.With(dimension, value);
        }
    }

    private static OtherField FilterBy(UsageDimension dimension) => new(
        dimension.Name, $"Only calls with this {dimension.Label.ToLowerInvariant()}{(dimension.HasNames ? ": its id" : "")}.",
        [.. dimension.Values.Select(static known => known.Value)]);

    private static string? TextOf<T>(Input<T> query, string field)
        where T : class, IOtherFields
    {
        if (query.Request.Other?.TryGetValue(field, out var value) != true || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind == JsonValueKind.String) return value.GetString();
        query.Errors.Add(field, $"{field} must be a string.");
        return null;
    }

    private static string ExpectedOf(UsageDimension dimension) =>
        dimension.HasNames ? $"the id of a {dimension.Label.ToLowerInvariant()}"
        : dimension.Values.Count > 0 ? string.Join(" or ", dimension.Values.Select(static known => known.Value))
        : $"a text of at most {UsageFilter.MaxLength} characters";
}
