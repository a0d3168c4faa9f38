using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Developer.Filters;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Reports.Usage;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;
using JusInfer.Portal.Usage.Feedback;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>The team's usage in the period, with the filters, by the groups and of the subject of the page's query string.</summary>
public sealed partial class UsagePanel
{
    /// <summary>The number of groups that are listed before the rest.</summary>
    private const int MaxRows = 10;

    /// <summary>Of a team with a million calls in 60 days, 7 days are summed in 0.2 s, and 30 days in 0.9 s.</summary>
    private static readonly TimeSpan MaxLiveLoad = TimeSpan.FromMilliseconds(500);

    private static readonly (string Name, string Label)[] Ranges =
        [("1h", "1 hour"), ("24h", "24 hours"), ("7d", "7 days"), ("30d", "30 days"), ("month", "This month")];

    private UsageExploration? view;
    private FilterPopover? filters;
    private UsageNames names = UsageNames.None;
    private TaskCompletion? completion;
    private ImmutableArray<string> gone = [];

    /// <summary>The filters of the address that were left out, because the team does not have any more what they name.</summary>
    private ImmutableArray<string> ignored = [];

    private FilterOptions options = FilterOptions.None;
    private string? loaded;

    /// <summary>How long the last load took.</summary>
    private TimeSpan took;

    /// <summary>One of the parameters, all of which are read from the address: it says that the address has changed.</summary>
    [SupplyParameterFromQuery]
    internal string? Range { get; set; }

    [Inject]
    private UsageReader Reader { get; set; } = default!;

    [Inject]
    private UsageDimensions Dimensions { get; set; } = default!;

    [Inject]
    private CompletionReader Completions { get; set; } = default!;

    [Inject]
    private ITenancyStore TenancyStore { get; set; } = default!;

    [Inject]
    private CatalogSource Source { get; set; } = default!;

    private UsageTopic Topic => EnumFormat.Parse<UsageTopic>(Parameter("tab")) ?? default;

    /// <summary>The measure of the chart.</summary>
    private UsageColumn Measure
    {
        get
        {
            var columns = ColumnsOf(Topic);
            return columns.FirstOrDefault(column => column.Name == Parameter("metric"))
                ?? columns[Topic is UsageTopic.Latency or UsageTopic.Savings ? ^1 : 0];
        }
    }

    private ChartKind Kind => EnumFormat.Parse<ChartKind>(Parameter("chart")) ?? default;

    private string? Sort => Parameter("sort");

    private bool ListsAll => Parameter("rows") == "all";

    private IEnumerable<UsageColumn> TableColumns =>
        ColumnsOf(Topic).Prepend(UsageMeasures.Requests).Append(UsageMeasures.Cost).Distinct();

    /// <summary>The same period, filters and groups.</summary>
    private string DownloadAddress
    {
        get
        {
            var left = ignored.SelectMany(NamesOf).Concat(["rows", "sort"]);
            return UsageDownload.Path + new Uri(WithQuery([.. left.Select(static name => (name, (string?)null))])).Query;
        }
    }

    /// <summary>Single calls that take long to sum are not summed again with each new one, but when the user looks again.</summary>
    private protected override bool FollowsUsage => view is not { Report.IsFromCalls: true } || took <= MaxLiveLoad;

    /// <summary>The filters in use.</summary>
    private IReadOnlyList<FilterChip> Chips => view is not { Report: var report } ? []
        :
        [
            .. report.Filter.Selection.Values.Select(chosen => new FilterChip(
                chosen.Dimension.Name, chosen.Dimension.Label, report.Names.Of(chosen.Dimension, chosen.Dimension.Format(chosen.Value)))),
        ];

    protected override async Task OnParametersSetAsync()
    {
        if (loaded is not null && loaded != Navigation.Uri) await ReloadAsync();
    }

    private protected override async Task LoadAsync(Member me)
    {
        var (address, started) = (loaded = Navigation.Uri, Time.GetTimestamp());
        var filter = UsageFilter.Parse(Parameter, Dimensions, Time.GetUtcNow(), UsageDimensions.Model);
        filter = filter with { HasExactLatencies = Topic is UsageTopic.Latency };
        var fresh = await Reader.ExploreAsync(me.TeamId, filter, names, Disposed);
        var missing = filter.Selection.Values
            .Where(chosen => chosen.Dimension.HasNames
                && !fresh.Report.Names.ById.ContainsKey(chosen.Dimension.Format(chosen.Value))).ToImmutableArray();
        var hasCalls = !fresh.Report.Rows.IsEmpty;
        if (missing.Length > 0 && !hasCalls)
        {
            var rest = missing.Aggregate(filter.Selection, static (selection, chosen) => selection.Without(chosen.Dimension));
            fresh = await Reader.ExploreAsync(me.TeamId, filter with { Selection = rest }, fresh.Report.Names, Disposed);
        }

        var tasks = Topic == UsageTopic.Savings ? await ReadCompletionAsync(filter.Period.WindowOf(me.TeamId)) : null;
        if (address != loaded) return; // The user has changed the filters meanwhile.
        (view, names, completion) = (fresh, fresh.Report.Names, tasks);
        took = Time.GetElapsedTime(started);
        ignored = hasCalls ? [] : [.. missing.Select(static chosen => chosen.Dimension.Name)];
        gone =
        [
            .. missing.Select(chosen => $"The {chosen.Dimension.Label.ToLowerInvariant()} {chosen.Dimension.Format(chosen.Value)} of this address is not in your "
                + $"team any more.{(hasCalls ? "" : " The other filters apply.")}"),
        ];
    }

    private static ImmutableArray<UsageColumn> ColumnsOf(UsageTopic topic) => topic == UsageTopic.Cost
        ? [UsageMeasures.Cost, .. UsageMeasures.All.Where(static column => column is { Topic: UsageTopic.Cost, IsRatio: true })]
        : [.. UsageMeasures.All.Where(column => column.Topic == topic)];

    /// <summary>A phone shows the spend, and what is charted or sorted by.</summary>
    private string ClassOf(UsageColumn column) =>
        column == UsageMeasures.Cost || column == Measure || column.Name == Sort?.TrimStart('-') ? "right"
        : column == UsageMeasures.Requests ? "right wide" : "right xwide";

    private static string TableName(UsageReport report) =>
        $"By {string.Join(" and ", report.Groups.Select(static column => column.Label.ToLowerInvariant()))}";

    private static string TextOf(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private string? NoteOf(UsageReport report)
    {
        var savings = Topic == UsageTopic.Savings ? SavingsDescriptions.Of(report.Total.Sums, Source.Current.Auto.Baseline.Id) : null;
        var source = report is { IsFromCalls: true, AskedPeriod: null } ? "Single calls are summed."
            : report is { IsFromCalls: false, Filter.Groups: [var group] } && group == UsageDimensions.Session
                ? "A run counts with all its calls on the UTC day on which it started."
                : null;
        return string.Join(' ', new[] { savings, source }.OfType<string>()) is { Length: > 0 } note ? note : null;
    }

    /// <summary>The rows in the order of the address. The rest is last; rows that are not listed are in it.</summary>
    private ImmutableArray<UsageRow> Sorted(UsageReport report)
    {
        var groups = report.Rows.Where(static row => !row.IsRest);
        if (TableColumns.FirstOrDefault(column => column.Name == Sort?.TrimStart('-')) is { } by)
        {
            groups = Sort![0] == '-'
                ? groups.OrderBy(row => UsageText.Number(by, row) ?? decimal.MaxValue)
                : groups.OrderByDescending(row => UsageText.Number(by, row) ?? decimal.MinValue);
        }

        var ordered = groups.ToArray();
        var listed = ListsAll ? ordered : [.. ordered.Take(MaxRows)];
        var rest = UsageRow.Sum(ordered.Skip(listed.Length).Concat(report.Rows.Where(static row => row.IsRest)));
        return rest.Sums.Requests == 0 ? [.. listed] : [.. listed, rest with { IsRest = true }];
    }

    private async Task<TaskCompletion?> ReadCompletionAsync(UsageWindow window)
    {
        var read = await Completions.ReadAsync(window.Team, window.From, window.To, Disposed);
        if (!read.IsEmpty) return read;
        return await TenancyStore.FindTeamAsync(window.Team, Disposed) is { Routing.ControlPercent: > 0 } ? read : null;
    }

    /// <summary>Reads what can be chosen when the fields are shown.</summary>
    private async Task SuggestAsync()
    {
        if (Me is { } me && view is { } shown && options == FilterOptions.None)
            options = await FilterOptions.ReadAsync(Reader, Dimensions, me.TeamId, shown.Report.Filter.Period, Disposed);
    }

    /// <summary>Periods that are often used and have no link.</summary>
    private static (string Name, DayRange Days)[] Presets(UsagePeriod period)
    {
        var today = UsageCalendar.DayOf(period.Now);
        var month = new DateOnly(today.Year, today.Month, 1);
        return
        [
            ("Today", new DayRange(today, today)), ("Yesterday", new DayRange(today.AddDays(-1), today.AddDays(-1))),
            ("14 days", new DayRange(today.AddDays(-13), today)), ("90 days", new DayRange(today.AddDays(-89), today)),
            ("Last month", new DayRange(month.AddMonths(-1), month.AddDays(-1))),
        ];
    }

    /// <summary>
    /// Shows the days that were selected in a chart. Periods are whole days, so that nothing narrower than a day can be selected.
    /// </summary>
    private void Zoom(UsageChart chart, ChartSelection selection)
    {
        if (view is null || chart.Times.Length > 0) return;
        ShowPeriod(UsageCalendar.DayOf(chart.BucketOf(selection.First).From), UsageCalendar.DayOf(chart.BucketOf(selection.Last).To.AddTicks(-1)));
    }

    private void ShowPeriod(DateOnly first, DateOnly last) =>
        Navigation.NavigateTo(WithQuery(("range", null), ("from", TextOf(first)), ("to", TextOf(last))));

    private void GroupBy(int index, string? name)
    {
        var groups = view!.Report.Filter.Groups.Select(static group => group.Name).ToList();
        if (index < groups.Count) groups.RemoveAt(index);
        if (!string.IsNullOrEmpty(name)) groups.Insert(Math.Min(index, groups.Count), name);
        Navigation.NavigateTo(WithQuery(("by", string.Join(',', groups.Distinct())), ("rows", null)));
    }

    private void Filter(string name, string? value) => Show(name, string.IsNullOrEmpty(value) ? null : value);

    /// <summary>
    /// Removes filters, and moves the focus to the button for all of them, because the one that removes a filter goes with it.
    /// </summary>
    private async Task RemoveAsync(IReadOnlyList<string> removed)
    {
        Navigation.NavigateTo(WithQuery([.. removed.SelectMany(NamesOf).Select(static name => (name, (string?)null))]));
        if (filters is not null) await filters.FocusAsync();
    }

    /// <summary>An old address has the older name.</summary>
    private IEnumerable<string> NamesOf(string name) => Dimensions.Find(name)?.Alias is { } alias ? [name, alias] : [name];

    private void Show(string name, string? value) => Navigation.NavigateTo(WithQuery((name, value)));

    private string? Parameter(string name) =>
        QueryHelpers.ParseQuery(new Uri(Navigation.Uri).Query).GetValueOrDefault(name, StringValues.Empty) is [.., { Length: > 0 } value]
            ? value : null;

    private string WithQuery(params ReadOnlySpan<(string Name, string? Value)> changes)
    {
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in changes) parameters[name] = value;
        return Navigation.GetUriWithQueryParameters(parameters);
    }
}
