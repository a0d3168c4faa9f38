using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Developer.Filters;
using JusInfer.Portal.Components.Developer.Usage;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Requests;

/// <summary>The team's calls, newest first. The first page follows new calls until it is paused. The filters are in the address.</summary>
public sealed partial class RequestsPanel
{
    private const int PageSize = 50;
    private const string DownloadPath = "/developer/requests.csv";

    /// <summary>The days at first in the fields of the choice.</summary>
    private const int UsualDays = 30;

    /// <summary>The statuses of failed calls that people look for.</summary>
    private static readonly int[] CommonStatuses = [400, 402, 413, 429, 499, 502, 503];

    private RequestsQuery query = RequestsQuery.Parse(new RequestsQueryString());
    private RequestPage? page;
    private ImmutableDictionary<string, string> keyNames = ImmutableDictionary<string, string>.Empty;
    private ImmutableDictionary<string, string> memberNames = ImmutableDictionary<string, string>.Empty;
    private ImmutableArray<ComboOption> keyOptions = [];
    private ImmutableArray<ComboOption> memberOptions = [];
    private RequestSuggestions suggestions = RequestSuggestions.None;
    private RequestsQueryString? loaded;
    private RequestId? newestBefore;
    private bool isPaused;

    /// <summary>The first UTC day.</summary>
    [SupplyParameterFromQuery]
    private string? From { get; set; }

    /// <summary>The last UTC day, inclusive.</summary>
    [SupplyParameterFromQuery]
    private string? To { get; set; }

    [SupplyParameterFromQuery]
    private string? Status { get; set; }

    [SupplyParameterFromQuery]
    private string? Key { get; set; }

    /// <summary>The member's id.</summary>
    [SupplyParameterFromQuery]
    private string? Member { get; set; }

    [SupplyParameterFromQuery]
    private string? Model { get; set; }

    [SupplyParameterFromQuery]
    private string? Provider { get; set; }

    [SupplyParameterFromQuery]
    private string? Session { get; set; }

    [SupplyParameterFromQuery]
    private string? User { get; set; }

    [SupplyParameterFromQuery]
    private string? Repository { get; set; }

    [SupplyParameterFromQuery]
    private string? Label { get; set; }

    [SupplyParameterFromQuery]
    private string? Recovery { get; set; }

    [SupplyParameterFromQuery(Name = "cost_above")]
    private string? CostAbove { get; set; }

    [SupplyParameterFromQuery]
    private string? After { get; set; }

    [SupplyParameterFromQuery(Name = "hide")]
    private string? HiddenColumns { get; set; }

    [Inject]
    private IUsageQueries Usage { get; set; } = default!;

    [Inject]
    private IKeyStore KeyStore { get; set; } = default!;

    [Inject]
    private ITenancyStore TenancyStore { get; set; } = default!;

    [Inject]
    private CatalogSource Source { get; set; } = default!;

    private CatalogSnapshot Catalog => Source.Current;

    /// <summary>The hidden columns; names that no column has are ignored.</summary>
    private ImmutableHashSet<string> Hidden =>
        [.. (HiddenColumns ?? "").Split(',').Where(static name => RequestTable.Columns.Any(column => column.Name == name))];

    private RequestsQueryString QueryString => new()
    {
        From = From,
        To = To,
        Status = Status,
        Key = Key,
        Member = Member,
        Model = Model,
        Provider = Provider,
        Session = Session,
        User = User,
        Repository = Repository,
        Label = Label,
        Recovery = Recovery,
        CostAbove = CostAbove,
        After = After,
    };

    private DateOnly Today => DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime);

    /// <summary>The days of the address, or those that are shown before any is chosen.</summary>
    private DayRange ShownDays => query.Days ?? new DayRange(Today.AddDays(1 - UsualDays), Today);

    private IReadOnlyList<(string Name, DayRange Days)> Presets =>
    [
        ("Today", new DayRange(Today, Today)), ("Yesterday", new DayRange(Today.AddDays(-1), Today.AddDays(-1))),
        ("7 days", new DayRange(Today.AddDays(-6), Today)), ("30 days", new DayRange(Today.AddDays(1 - UsualDays), Today)),
    ];

    /// <summary>The API's filters have the same names. The end of its period is exclusive.</summary>
    private string DownloadAddress => Navigation.GetUriWithQueryParameters(
        DownloadPath,
        new Dictionary<string, object?>
        {
            ["from"] = query.Days is { } first ? TextOf(first.From) : null,
            ["to"] = query.Days is { } last ? TextOf(last.To.AddDays(1)) : null,
            ["status"] = query.Status?.ToString() ?? (query.Errors is { } errors ? errors ? "error" : "ok" : null),
            ["key"] = query.Key?.ToString(),
            ["member"] = query.Member?.ToString(),
            ["model"] = query.Model,
            ["provider"] = query.Provider,
            ["session"] = query.Session,
            ["user"] = query.User,
            ["repository"] = query.Repository,
            ["label"] = query.Label,
            ["recovery"] = query.Recovery is null ? null : Recovery,
            ["cost_above"] = query.CostAbove is { } cost ? AmountOf(cost) : null,
        });

    private IEnumerable<int> StatusOptions => query.Status is { } status ? CommonStatuses.Append(status).Distinct().Order() : CommonStatuses;

    /// <summary>The filters in use.</summary>
    private IReadOnlyList<FilterChip> Chips
    {
        get
        {
            (string Name, string Label, string? Value)[] filters =
            [
                ("from", "Days", query.Days is { } days ? Describe(days) : null),
                ("status", "Status", query.Status?.ToString(CultureInfo.InvariantCulture) ?? query.Errors switch { true => "Failed", false => "Succeeded", null => null }),
                ("key", "Key", query.Key is { } key ? keyNames.GetValueOrDefault(key.ToString(), key.ToString()) : null),
                ("member", "Member", query.Member is { } member ? memberNames.GetValueOrDefault(member.ToString(), member.ToString()) : null),
                ("model", "Model", query.Model),
                ("provider", "Provider", query.Provider),
                ("recovery", "Recovery", query.Recovery is { } recovery ? Array.Find(RequestsQuery.Recoveries, known => known.Value == recovery).Label : null),
                ("cost_above", "Cost above", query.CostAbove is { } cost ? $"${AmountOf(cost)}" : null),
                ("session", "Run", query.Session),
                ("user", "User", query.User),
                ("repository", "Repository", query.Repository),
                ("label", "Label", query.Label),
            ];
            return [.. filters.Where(static filter => filter.Value is not null).Select(static filter => new FilterChip(filter.Name, filter.Label, filter.Value!))];
        }
    }

    /// <summary>What is wrong with the amount that was typed, which is not in the address; null if nothing is.</summary>
    private string? CostError { get; set; }

    /// <summary>Whether the page is updated with new calls: older pages are not, and days that have ended are not.</summary>
    private bool IsLive => query.After is null && (query.Days is not { } days || days.To >= Today);

    private protected override bool FollowsUsage => !isPaused && IsLive;

    private protected override bool FollowsSpendControls => false;

    protected override async Task OnParametersSetAsync()
    {
        if (loaded is not null && loaded != QueryString) await ReloadAsync();
    }

    private protected override async Task LoadAsync(Member me)
    {
        var requested = QueryString;
        var isUpdate = requested == loaded;
        loaded = requested;
        var parsed = RequestsQuery.Parse(requested);
        var fresh = await Usage.ListRequestsAsync(parsed.FilterOf(me.TeamId, PageSize), Disposed);
        var names = (await KeyStore.ListAsync(me.TeamId, Disposed)).ToImmutableDictionary(key => key.Id.ToString(), key => key.Name);
        var members = (await TenancyStore.ListMembersAsync(me.TeamId, Disposed)).ToImmutableDictionary(static member => member.Id.ToString(), static member => member.Email);
        if (requested != loaded) return; // The user has changed the filters meanwhile.
        newestBefore = isUpdate && page is { Records: [var newest, ..] } ? newest.Id : null;
        (query, page, keyNames, memberNames) = (parsed, fresh, names, members);
        (keyOptions, memberOptions) = (Named(names), Named(members));
    }

    private static ImmutableArray<ComboOption> Named(ImmutableDictionary<string, string> names) =>
        [.. names.Select(static pair => new ComboOption(pair.Key, pair.Value)).OrderBy(static option => option.Text, StringComparer.OrdinalIgnoreCase)];

    private IEnumerable<RequestRow> Rows(RequestPage shown) => shown.Records.Select(record =>
        RequestRow.From(record, id => keyNames.GetValueOrDefault(id, id)) with { IsNew = newestBefore is { } newest && record.Id.CompareTo(newest) > 0 });

    private async Task TogglePauseAsync()
    {
        isPaused = !isPaused;
        if (!isPaused) await ReloadAsync();
    }

    private async Task SuggestAsync()
    {
        if (Me is { } me) suggestions = await RequestSuggestions.ReadAsync(Usage, me.TeamId, Catalog.Models.Select(static model => model.Id), Time.GetUtcNow(), Disposed);
    }

    private void Filter(string name, string? value) => Navigation.NavigateTo(WithQuery((name, string.IsNullOrEmpty(value) ? null : value), ("after", null)));

    private void FilterDays(DayRange? days) =>
        Navigation.NavigateTo(WithQuery(("from", days is { } first ? TextOf(first.From) : null), ("to", days is { } last ? TextOf(last.To) : null), ("after", null)));

    private void Remove(IReadOnlyList<string> names)
    {
        CostError = null;

        // The days are one filter with two parameters.
        IEnumerable<string> parameters = names.Contains("from") ? names.Append("to") : names;
        Navigation.NavigateTo(WithQuery([.. parameters.Append("after").Select(static name => (name, (string?)null))]));
    }

    private void Hide(ImmutableHashSet<string> columns) =>
        Navigation.NavigateTo(WithQuery(("hide", columns.IsEmpty ? null : string.Join(',', columns.Order(StringComparer.Ordinal)))));

    private static string Describe(DayRange days) => days.Days == 1 ? TextOf(days.From) : $"{TextOf(days.From)} – {TextOf(days.To)}";

    private static string TextOf(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string AmountOf(NanoUsd cost) => cost.Usd.ToString("0.#########", CultureInfo.InvariantCulture);

    private void FilterCost(ChangeEventArgs change)
    {
        var typed = change.Value?.ToString();
        var cost = RequestsQuery.ParseCost(typed);
        CostError = cost is null && !string.IsNullOrWhiteSpace(typed) ? "Cost above must be an amount in US dollars, such as 0.50." : null;
        if (CostError is null) Navigation.NavigateTo(WithQuery(("cost_above", cost is { } usd ? AmountOf(usd) : null), ("after", null)));
    }

    private string WithQuery(params (string Name, string? Value)[] changes) =>
        Navigation.GetUriWithQueryParameters(changes.ToDictionary(static change => change.Name, static change => (object?)change.Value));
}
