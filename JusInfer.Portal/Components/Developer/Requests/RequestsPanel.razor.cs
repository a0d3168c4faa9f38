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

    /// <summary>The statuses of failed calls that people look for.</summary>
    private static readonly int[] CommonStatuses = [400, 402, 413, 429, 499, 502, 503];

    private RequestsQuery query = RequestsQuery.Parse(new RequestsQueryString(null, null, null, null, null, null, null, null, null, null));
    private RequestPage? page;
    private ImmutableDictionary<string, string> keyNames = ImmutableDictionary<string, string>.Empty;
    private ImmutableArray<ComboOption> keyOptions = [];
    private RequestSuggestions suggestions = RequestSuggestions.None;
    private RequestsQueryString? loaded;
    private RequestId? newestBefore;
    private bool isPaused;

    [SupplyParameterFromQuery]
    private string? Status { get; set; }

    [SupplyParameterFromQuery]
    private string? Key { get; set; }

    [SupplyParameterFromQuery]
    private string? Model { get; set; }

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
    private CatalogSource Source { get; set; } = default!;

    private CatalogSnapshot Catalog => Source.Current;

    /// <summary>The hidden columns; names that no column has are ignored.</summary>
    private ImmutableHashSet<string> Hidden =>
        [.. (HiddenColumns ?? "").Split(',').Where(static name => RequestTable.Columns.Any(column => column.Name == name))];

    private RequestsQueryString QueryString => new(Status, Key, Model, Session, User, Repository, Label, Recovery, CostAbove, After);

    /// <summary>The API's filters have the same names.</summary>
    private string DownloadAddress => Navigation.GetUriWithQueryParameters(
        DownloadPath,
        new Dictionary<string, object?>
        {
            ["status"] = query.Status?.ToString() ?? (query.Errors is { } errors ? errors ? "error" : "ok" : null),
            ["key"] = query.Key?.ToString(),
            ["model"] = query.Model,
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
                ("status", "Status", query.Status?.ToString(CultureInfo.InvariantCulture) ?? query.Errors switch { true => "Failed", false => "Succeeded", null => null }),
                ("key", "Key", query.Key is { } key ? keyNames.GetValueOrDefault(key.ToString(), key.ToString()) : null),
                ("model", "Model", query.Model),
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

    /// <summary>Older pages do not change when calls are added.</summary>
    private protected override bool FollowsUsage => !isPaused && query.After is null;

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
        var fresh = await Usage.ListRequestsAsync(parsed.FilterOf(me.TenantId, PageSize), Disposed);
        var names = (await KeyStore.ListAsync(me.TenantId, Disposed)).ToImmutableDictionary(key => key.Id.ToString(), key => key.Name);
        if (requested != loaded) return; // The user has changed the filters meanwhile.
        newestBefore = isUpdate && page is { Records: [var newest, ..] } ? newest.Id : null;
        (query, page, keyNames) = (parsed, fresh, names);
        keyOptions = [.. names.Select(static pair => new ComboOption(pair.Key, pair.Value)).OrderBy(static option => option.Text, StringComparer.OrdinalIgnoreCase)];
    }

    private IEnumerable<RequestRow> Rows(RequestPage shown) => shown.Records.Select(record =>
        RequestRow.Of(record, id => keyNames.GetValueOrDefault(id, id)) with { IsNew = newestBefore is { } newest && record.Id.CompareTo(newest) > 0 });

    private async Task TogglePauseAsync()
    {
        isPaused = !isPaused;
        if (!isPaused) await ReloadAsync();
    }

    private async Task SuggestAsync()
    {
        if (Me is { } me) suggestions = await RequestSuggestions.ReadAsync(Usage, me.TenantId, Catalog.Models.Select(static model => model.Id), Time.GetUtcNow(), Disposed);
    }

    private void Filter(string name, string? value) => Navigation.NavigateTo(WithQuery((name, string.IsNullOrEmpty(value) ? null : value), ("after", null)));

    private void Remove(IReadOnlyList<string> names)
    {
        CostError = null;
        Navigation.NavigateTo(WithQuery([.. names.Append("after").Select(static name => (name, (string?)null))]));
    }

    private void Hide(ImmutableHashSet<string> columns) =>
        Navigation.NavigateTo(WithQuery(("hide", columns.IsEmpty ? null : string.Join(',', columns.Order(StringComparer.Ordinal)))));

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
