using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Developer.Filters;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Reports.Usage;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Requests;

/// <summary>The filters of the Requests page: a search, chips with choices, and fields for the others. All are in the address.</summary>
public sealed partial class RequestFilters
{
    /// <summary>The days at first in the fields of the choice.</summary>
    private const int UsualDays = 30;

    private const decimal MillisecondsPerSecond = 1000;

    /// <summary>The statuses of failed calls that people look for.</summary>
    private static readonly int[] CommonStatuses = [400, 402, 413, 429, 499, 502, 503];

    private static readonly (string, string)[] Costs = [("0.01", "$0.01"), ("0.1", "$0.10"), ("1", "$1.00")];

    private static readonly (string, string)[] Latencies = [("1000", "1 s"), ("5000", "5 s"), ("30000", "30 s")];

    private static readonly (string, string)[] Statuses =
    [
        .. RequestsQuery.Statuses,
        .. CommonStatuses.Select(static status => status.ToString(CultureInfo.InvariantCulture)).Select(static status => (status, status)),
    ];

    private ImmutableArray<RequestChip> chips = [];
    private FilterOptions options = FilterOptions.None;
    private ImmutableArray<(string, string)> models = [];
    private SearchField search = default!;
    private string? costError;
    private string? latencyError;

    [Parameter, EditorRequired]
    public RequestsViewModel View { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private UsageReader Reader { get; set; } = default!;

    [Inject]
    private UsageDimensions Dimensions { get; set; } = default!;

    [Inject]
    private CatalogSource Source { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private RequestFilter Current => View.Query.Filter;

    /// <summary>The dimensions without a chip of their own.</summary>
    private IEnumerable<UsageDimension> OtherDimensions => Dimensions.OfCalls.Except(RequestChip.OwnChips);

    private DateOnly Today => DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime);

    /// <summary>The days of the address, or those that are shown before any is chosen.</summary>
    private DayRange ShownDays => View.Query.Days ?? new DayRange(Today.AddDays(1 - UsualDays), Today);

    private IReadOnlyList<(string Name, DayRange Days)> Presets =>
    [
        ("Today", new DayRange(Today, Today)), ("Yesterday", new DayRange(Today.AddDays(-1), Today.AddDays(-1))),
        ("7 days", new DayRange(Today.AddDays(-6), Today)), ("30 days", new DayRange(Today.AddDays(1 - UsualDays), Today)),
    ];

    private string? Seconds => Current.LatencyAboveMs is { } latency
        ? (latency / MillisecondsPerSecond).ToString("0.###", CultureInfo.InvariantCulture)
        : null;

    /// <summary>Removes a filter, and moves the focus to the search, because the button that removes a filter goes with it.</summary>
    internal async Task RemoveAsync(string name)
    {
        if (name == "from") FilterDays(null);
        else Filter(name, null);
        await search.FocusAsync();
    }

    protected override void OnParametersSet() => chips = RequestChip.Of(View);

    /// <summary>The value of a filter in use, for people.</summary>
    private string? TextOf(string name) => chips.FirstOrDefault(chip => chip.Name == name)?.Value;

    private async Task SuggestAsync()
    {
        if (options != FilterOptions.None) return;
        var period = UsagePeriod.Parse(static name => name == "range" ? "30d" : null, Time.GetUtcNow());
        options = await FilterOptions.ReadAsync(Reader, Dimensions, View.Team, period, CancellationToken.None);
        var used = options.ByDimension[UsageDimensions.Model.Name].Select(static option => option.Value);
        var known = Source.Current.Models.Select(static model => model.Id).Order(StringComparer.Ordinal);
        models = [.. used.Union(known, StringComparer.Ordinal).Select(static model => (model, model))];
    }

    private Task FilterAsync(string name, string? value)
    {
        (costError, latencyError) = (null, null);
        if (value is null) return RemoveAsync(name);
        Filter(name, value);
        return Task.CompletedTask;
    }

    private void Filter(string name, string? value) => Open((name, string.IsNullOrEmpty(value) ? null : value));

    private void FilterDays(DayRange? days) => Open(
        ("from", days is { } first ? RequestsQuery.TextOf(first.From) : null),
        ("to", days is { } last ? RequestsQuery.TextOf(last.To) : null));

    private void FilterCost(string? typed)
    {
        var cost = RequestsQuery.ParseCost(typed);
        costError = cost is null && !string.IsNullOrWhiteSpace(typed) ? "Cost must be an amount in US dollars, such as 0.50." : null;
        if (costError is null) Filter("cost_above", cost is { } usd ? RequestsQuery.TextOf(usd) : null);
    }

    private void FilterLatency(string? typed)
    {
        var latency = RequestsQuery.ParseLatency(typed);
        latencyError = latency is null && !string.IsNullOrWhiteSpace(typed) ? "Latency must be a number of seconds, such as 2.5." : null;
        if (latencyError is null) Filter("latency_above", latency?.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Other calls begin with the newest page, without the call that was shown.</summary>
    private void Open(params (string Name, string? Value)[] filters)
    {
        (string Name, string? Value)[] changes = [.. filters, ("after", null), ("call", null), ("tab", null)];
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
            changes.ToDictionary(static change => change.Name, static change => (object?)change.Value)));
    }
}
