using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Developer.Filters;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Reports.Runs;
using JusInfer.Portal.Reports.Usage;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>The team's usage in the period and with the filters of the page's query string.</summary>
public sealed partial class UsagePanel
{
    /// <summary>The number of groups that are listed before the rest.</summary>
    private const int MaxRows = 10;

    private static readonly (string Range, string Label)[] Ranges = [("1h", "1 hour"), ("24h", "24 hours"), ("7d", "7 days"), ("30d", "30 days"), ("month", "This month")];

    private static readonly string[] FilterNames = ["key", "member", "model", "provider", "status", "repository", "label"];

    private UsageViewModel? view;
    private UsageQueryString? loaded;
    private bool showsAllCharts;
    private ImmutableArray<UsageFilter> filters = [];

    [SupplyParameterFromQuery]
    private string? Range { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    private string? FromDay { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    private string? ToDay { get; set; }

    [SupplyParameterFromQuery]
    private string? Key { get; set; }

    [SupplyParameterFromQuery]
    private string? Member { get; set; }

    [SupplyParameterFromQuery]
    private string? Model { get; set; }

    [SupplyParameterFromQuery]
    private string? Provider { get; set; }

    [SupplyParameterFromQuery]
    private string? Status { get; set; }

    [SupplyParameterFromQuery]
    private string? Repository { get; set; }

    [SupplyParameterFromQuery(Name = "label")]
    private string? LabelName { get; set; }

    [SupplyParameterFromQuery]
    private string? By { get; set; }

    [SupplyParameterFromQuery]
    private string? Rows { get; set; }

    [SupplyParameterFromQuery]
    private string? After { get; set; }

    [Inject]
    private UsageReader Reader { get; set; } = default!;

    [Inject]
    private CatalogSource Source { get; set; } = default!;

    private CatalogSnapshot Catalog => Source.Current;

    private UsageQueryString QueryString => new()
    {
        Range = Range,
        From = FromDay,
        To = ToDay,
        Key = Key,
        Member = Member,
        Model = Model,
        Provider = Provider,
        Status = Status,
        Repository = Repository,
        Label = LabelName,
        By = By,
        Rows = Rows,
        After = After,
    };

    private string WithoutFilters => WithQuery([.. FilterNames.Append("after").Select(static name => (name, (string?)null))]);

    /// <summary>The same period, filters and group.</summary>
    private string DownloadAddress => UsageDownload.Path + new Uri(WithQuery(("after", null), ("rows", null))).Query;

    protected override async Task OnParametersSetAsync()
    {
        if (loaded is not null && loaded != QueryString) await ReloadAsync();
    }

    private protected override async Task LoadAsync(Tenancy.Member me)
    {
        var requested = loaded = QueryString;
        var query = UsageQuery.Parse(requested, Time.GetUtcNow());
        var fresh = await Reader.ReadAsync(me.TeamId, query, Disposed);
        if (requested != loaded) return; // The user has changed the filters meanwhile.
        (view, filters) = (fresh, [.. FiltersOf(fresh)]);
    }

    private static string Label(UsageGroup group) => UsageQuery.Groups.First(known => known.Group == group).Label;

    private static string DescribeDays(UsageQuery query)
    {
        var description = query.Group switch
        {
            UsageGroup.User => "End users are summed by whole UTC days.",
            UsageGroup.Session => "A run counts with all its calls on the UTC day on which it started.",
            UsageGroup.Repository => "Repositories are summed by whole UTC days. Calls that name none are in All others.",
            _ => "Labels are summed by whole UTC days. Calls that name none are in All others.",
        };
        var days = query.WholeDays;
        if (days == (query.Start, query.End)) return description;
        return string.Create(CultureInfo.InvariantCulture, $"{description} The table covers the days from {days.Start:yyyy-MM-dd} to {days.End.AddDays(-1):yyyy-MM-dd}, which is longer than the period of the totals.");
    }

    private static IEnumerable<UsageFilter> FiltersOf(UsageViewModel shown) =>
    [
        new("key", "Key", shown.Query.Key?.ToString(), Named(shown.KeyNames)) { IsSearched = true },
        new("member", "Member", shown.Query.Member?.ToString(), Named(shown.MemberNames)) { IsSearched = true },
        new("model", "Model", shown.Query.Model, [.. shown.Models.Select(ComboOption.From)]) { IsSearched = true, AllowsOther = true },
        new("provider", "Provider", shown.Query.Provider, [.. shown.Providers.Select(ComboOption.From)]),
        new("status", "Status", shown.Query.Errors switch { true => "error", false => "ok", null => null }, [new("ok", "Succeeded"), new("error", "Failed")]),
        .. NameFilter("repository", "Repository", shown.Query.Repository, shown.Repositories),
        .. NameFilter("label", "Label", shown.Query.Label, shown.Labels),
    ];

    /// <summary>Many teams name no repositories or labels, and have no field for them.</summary>
    private static IEnumerable<UsageFilter> NameFilter(string name, string label, string? value, ImmutableArray<string> options) =>
        options.IsEmpty ? [] : [new(name, label, value, [.. options.Select(ComboOption.From)]) { IsSearched = true, AllowsOther = true }];

    /// <summary>The filters in use.</summary>
    private IReadOnlyList<FilterChip> Chips =>
    [
        .. filters
            .Where(static filter => !string.IsNullOrEmpty(filter.Value))
            .Select(static filter => new FilterChip(filter.Name, filter.Label, filter.Options.FirstOrDefault(option => option.Value == filter.Value, ComboOption.From(filter.Value!)).Text)),
    ];

    private static ImmutableArray<ComboOption> Named(ImmutableDictionary<string, string> names) =>
        [.. names.Select(static pair => new ComboOption(pair.Key, pair.Value)).OrderBy(static option => option.Text, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Periods that are often used and have no link.</summary>
    private static (string Name, DayRange Days)[] Presets(UsageViewModel shown)
    {
        var today = DateOnly.FromDateTime(shown.Query.Now.UtcDateTime);
        var month = new DateOnly(today.Year, today.Month, 1);
        return
        [
            ("Today", new DayRange(today, today)), ("Yesterday", new DayRange(today.AddDays(-1), today.AddDays(-1))), ("14 days", new DayRange(today.AddDays(-13), today)),
            ("90 days", new DayRange(today.AddDays(-89), today)), ("Last month", new DayRange(month.AddMonths(-1), month.AddDays(-1))),
        ];
    }

    private ImmutableArray<BreakdownRow> Breakdown(UsageViewModel shown)
    {
        var (groups, total) = (shown.Groups, shown.GroupsTotal);
        var listed = shown.Query.ListsAll ? groups : [.. groups.Take(MaxRows)];
        var rows = listed.Select(group => BreakdownRow.Create(group.Group, shown.NameOfGroup(group.Group), AddressOf(shown.Query, group.Group), group.Sums, group.Duration, total.Cost)).ToImmutableArray();

        var rest = groups.Skip(listed.Length).Aggregate(shown.Rest, static (sum, group) => sum + group.Sums);
        return rest.Requests == 0 ? rows : rows.Add(BreakdownRow.Create(group: null, UsageViewModel.RestName, href: null, rest, duration: null, total.Cost));
    }

    /// <summary>The address that shows one group; null for calls without a value.</summary>
    private string? AddressOf(UsageQuery query, string group) => (query.Group, group) switch
    {
        (_, "") => null,
        (UsageGroup.User, _) => Navigation.GetUriWithQueryParameters("/developer/requests", new Dictionary<string, object?> { ["user"] = group }),
        (UsageGroup.Session, _) => RunLink.Of(group),
        _ => WithQuery((UsageQuery.Groups.First(known => known.Group == query.Group).Name, group), ("after", null)),
    };

    private string WithQuery(params ReadOnlySpan<(string Name, string? Value)> changes)
    {
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in changes) parameters.Add(name, value);
        return Navigation.GetUriWithQueryParameters(parameters);
    }

    private void Filter(string name, string? value) => Navigation.NavigateTo(WithQuery((name, string.IsNullOrEmpty(value) ? null : value), ("after", null)));

    private void Remove(IReadOnlyList<string> names) => Navigation.NavigateTo(WithQuery([.. names.Append("after").Select(static name => (name, (string?)null))]));

    private void ShowPeriod(DateOnly first, DateOnly last) =>
        Navigation.NavigateTo(WithQuery(("range", null), ("from", $"{first:yyyy-MM-dd}"), ("to", $"{last:yyyy-MM-dd}"), ("after", null)));

    private static bool CanZoom(UsageViewModel shown) => shown.Query.Step == TimelineStep.Day && shown.Query.Buckets.Length > 1;

    /// <summary>Shows the days that were selected in a chart. Periods are whole days (UTC), so that nothing narrower than a day can be selected.</summary>
    private void Zoom(ChartSelection selection)
    {
        if (view is not { } shown || !CanZoom(shown)) return;
        var days = shown.Query.Buckets;
        if (selection.Last >= days.Length) return;
        ShowPeriod(DateOnly.FromDateTime(days[selection.First].UtcDateTime), DateOnly.FromDateTime(days[selection.Last].UtcDateTime));
    }

    /// <summary>A filter of the page's query string.</summary>
    /// <param name="Name">The name of the parameter.</param>
    /// <param name="Label">The label of the field.</param>
    /// <param name="Value">The chosen value; null for all.</param>
    /// <param name="Options">What can be chosen.</param>
    private sealed record UsageFilter(string Name, string Label, string? Value, ImmutableArray<ComboOption> Options)
    {
        /// <summary>Whether there can be so many values that people search them.</summary>
        public bool IsSearched { get; init; }

        /// <summary>Whether a value can be typed that is not suggested.</summary>
        public bool AllowsOther { get; init; }
    }
}
