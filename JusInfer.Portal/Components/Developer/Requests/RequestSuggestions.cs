using System.Collections.Immutable;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Requests;

/// <summary>What the team's calls of the last days named, to choose filters from. Read from the tables of sums, so that the time does not grow with the number of calls.</summary>
internal sealed record RequestSuggestions(
    ImmutableArray<(string Value, string Text)> Models, ImmutableArray<ComboOption> Providers, ImmutableArray<ComboOption> Runs,
        ImmutableArray<ComboOption> Users, ImmutableArray<ComboOption> Repositories,
    ImmutableArray<ComboOption> Labels)
{
    private const int Days = 30;

    /// <summary>The number of values of each filter, the most expensive ones.</summary>
    private const int MaxValues = 100;

    /// <summary>Before anything is read.</summary>
    public static RequestSuggestions None { get; } = new([], [], [], [], [], []);

    /// <summary>Reads what was used; the models of the catalog follow, although the team has not used them.</summary>
    public static async Task<RequestSuggestions> ReadAsync(IUsageQueries usage, TeamId team, IEnumerable<string> catalog, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var window = new UsageWindow(team, now.AddDays(-Days), now);
        var used = await NamesAsync(UsageGroup.Model);
        return new RequestSuggestions(
            [.. used.Union(catalog.Order(StringComparer.Ordinal), StringComparer.Ordinal).Select(static model => (model, model))],
            Options(await NamesAsync(UsageGroup.Provider)),
            Options(await NamesAsync(UsageGroup.Session)),
            Options(await NamesAsync(UsageGroup.User)),
            Options(await NamesAsync(UsageGroup.Repository)),
            Options(await NamesAsync(UsageGroup.Label)));

        async Task<string[]> NamesAsync(UsageGroup group) =>
            [.. (await usage.BreakDownAsync(window, [group], cancellationToken)).Where(static row => row is { IsRest: false, Group: [not ""] }).Select(static row => row.Group[0]).Take(MaxValues)];

        static ImmutableArray<ComboOption> Options(string[] names) => [.. names.Distinct(StringComparer.Ordinal).Select(ComboOption.From)];
    }
}
