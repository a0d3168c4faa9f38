using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Developer.Filters;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Rejections;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace JusInfer.Portal.Components.Developer.Requests;

/// <summary>
/// The team's calls, sent and rejected, newest first. The first page follows new calls until it is paused. Filters, columns and the call
/// that is shown beside the list are in the
/// address.
/// </summary>
public sealed partial class RequestsPanel
{
    private const int PageSize = 50;

    /// <summary>Rejected calls are stored without a signal.</summary>
    private static readonly TimeSpan RejectedInterval = TimeSpan.FromSeconds(3);

    private const string DownloadPath = "/developer/requests.csv";

    /// <summary>The days at first in the fields of the choice.</summary>
    private const int UsualDays = 30;

    /// <summary>The statuses of failed calls that people look for.</summary>
    private static readonly int[] CommonStatuses = [400, 402, 413, 429, 499, 502, 503];

    private static readonly (string, string)[] Costs = [("0.01", "$0.01"), ("0.1", "$0.10"), ("1", "$1.00")];

    private static readonly (string, string)[] Latencies = [("1000", "1 s"), ("5000", "5 s"), ("30000", "30 s")];

    private readonly Dictionary<RequestId, ElementReference> links = [];
    private RequestsQuery query = RequestsQuery.Parse(new RequestsQueryString());
    private CallLogPage page = new([], Next: null, IsScanned: false);
    private ImmutableArray<RequestLine> lines = [];
    private ImmutableArray<string> gone = [];
    private ImmutableDictionary<string, string> names = ImmutableDictionary<string, string>.Empty;
    private IReadOnlyList<(string, string)> keyOptions = [];
    private ImmutableArray<ComboOption> memberOptions = [];
    private RequestSuggestions suggestions = RequestSuggestions.None;
    private RequestsQueryString? loaded;
    private OpenedCall? opened;
    private RequestId? focused;
    private RequestId? lastRejected;
    private DateTimeOffset? firstLoadAt;
    private ITimer? timer;
    private bool isPaused;
    private ElementReference search;
    private string? costError;
    private string? latencyError;

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

    [SupplyParameterFromQuery]
    private string? Code { get; set; }

    [SupplyParameterFromQuery(Name = "cost_above")]
    private string? CostAbove { get; set; }

    /// <summary>Milliseconds, as in the API.</summary>
    [SupplyParameterFromQuery(Name = "latency_above")]
    private string? LatencyAbove { get; set; }

    /// <summary>What is searched.</summary>
    [SupplyParameterFromQuery]
    private string? Q { get; set; }

    [SupplyParameterFromQuery]
    private string? After { get; set; }

    /// <summary>The names of columns that are hidden, and of those that are shown although they are not at first.</summary>
    [SupplyParameterFromQuery(Name = "hide")]
    private string? HiddenColumns { get; set; }

    [SupplyParameterFromQuery(Name = "show")]
    private string? ShownColumns { get; set; }

    /// <summary>The id of the call that is shown beside the list.</summary>
    [SupplyParameterFromQuery(Name = "call")]
    private string? OpenedId { get; set; }

    /// <summary>The part of it.</summary>
    [SupplyParameterFromQuery]
    private string? Tab { get; set; }

    [Inject]
    private CallLog Calls { get; set; } = default!;

    [Inject]
    private IRejectionStore Rejections { get; set; } = default!;

    [Inject]
    private IUsageQueries Usage { get; set; } = default!;

    [Inject]
    private OpenedCallReader Reader { get; set; } = default!;

    [Inject]
    private IKeyStore KeyStore { get; set; } = default!;

    [Inject]
    private ITenancyStore TenancyStore { get; set; } = default!;

    [Inject]
    private CatalogSource Source { get; set; } = default!;

    /// <summary>The hidden columns; names that no column has are ignored.</summary>
    private ImmutableHashSet<string> Hidden => RequestLine.OnDemand.Except(ColumnsIn(ShownColumns)).Union(ColumnsIn(HiddenColumns));

    private IEnumerable<TableColumn> Shown => RequestLine.Columns.Where(column => !Hidden.Contains(column.Name));

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
        Code = Code,
        CostAbove = CostAbove,
        LatencyAbove = LatencyAbove,
        Q = Q,
        After = After,
    };

    private RequestId? OpenedCallId => RequestId.TryParse(OpenedId, out var id) ? id : null;

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
            ["status"] = query.Filter.Status?.ToString(CultureInfo.InvariantCulture)
                ?? query.Filter.Errors switch { true => "error", false => "ok", null => null },
            ["kind"] = query.Kinds == CallKinds.Rejected ? "rejected" : null,
            ["key"] = query.Filter.Key?.ToString(),
            ["member"] = query.Filter.Member?.ToString(),
            ["model"] = query.Filter.Model,
            ["provider"] = query.Filter.Provider,
            ["session"] = query.Filter.RunId,
            ["user"] = query.Filter.User,
            ["repository"] = query.Filter.Repository,
            ["label"] = query.Filter.Label,
            ["recovery"] = query.Filter.Recovery is null ? null : Recovery,
            ["code"] = query.Filter.Code,
            ["cost_above"] = query.Filter.CostAbove is { } cost ? AmountOf(cost) : null,
            ["latency_above"] = query.Filter.LatencyAboveMs?.ToString(CultureInfo.InvariantCulture),
            ["q"] = query.Filter.Search is null ? null : Q,
        });

    private static IReadOnlyList<(string, string)> StatusOptions =>
        [.. RequestsQuery.Statuses, .. CommonStatuses.Select(static status =>
            (status.ToString(CultureInfo.InvariantCulture), status.ToString(CultureInfo.InvariantCulture)))];

    private string? StatusText => query.Filter.Status?.ToString(CultureInfo.InvariantCulture)
        ?? (query.Kinds == CallKinds.Rejected ? "Rejected" : query.Filter.Errors switch
        {
            true => "Failed",
            false => "Succeeded",
            null =>
            null
        });

    private string? KeyText => query.Filter.Key is { } key ? NameOf(key.ToString()) : null;

    private string? CostText => query.Filter.CostAbove is { } cost ? $"${AmountOf(cost)}" : null;

    private string? LatencyText => query.Filter.LatencyAboveMs is { } latency ? NumberFormat.Duration(latency) : null;

    private string? SecondsText => query.Filter.LatencyAboveMs is { } latency ? (latency / 1000m)
        .ToString("0.###", CultureInfo.InvariantCulture) : null;

    /// <summary>The filters in use. Those that have no chip of their own are extra.</summary>
    private IEnumerable<(string Name, string Label, string? Value, bool IsExtra)> Chips
    {
        get
        {
            var filter = query.Filter;
            (string Name, string Label, string? Value, bool IsExtra)[] filters =
            [
                ("q", "Search", filter.Search is null ? null : Q, false),
                    ("from", "Days", query.Days is { } days ? Describe(days) : null, false), ("status", "Status", StatusText, false),
                ("model", "Model", filter.Model, false), ("key", "Key", KeyText, false), ("cost_above", "Cost", CostText, false),
                    ("latency_above", "Latency", LatencyText, false),
                ("member", "Member", filter.Member is { } member ? NameOf(member.ToString()) : null, true),
                    ("provider", "Provider", filter.Provider, true),
                ("session", "Run", filter.RunId, true), ("user", "User", filter.User, true),
                    ("repository", "Repository", filter.Repository, true), ("label", "Label", filter.Label, true),
                ("code", "Error", filter.Code, true),
                ("recovery", "Recovery", filter.Recovery is { } recovery
                    ? Array.Find(RequestsQuery.Recoveries, known => known.Value == recovery).Label : null, true),
            ];
            return filters.Where(static chip => chip.Value is not null);
        }
    }

    /// <summary>Whether the page is updated with new calls: older pages are not, and days that have ended are not.</summary>
    private bool IsLive => query.After is null && (query.Days is not { } days || days.To >= Today);

    private protected override bool FollowsUsage => !isPaused && IsLive;

    private protected override bool FollowsSpendControls => false;

    protected override async Task OnParametersSetAsync()
    {
        if (loaded is not null && (loaded != QueryString || opened?.Id != OpenedCallId)) await ReloadAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        await base.OnAfterRenderAsync(firstRender);
        if (firstRender) timer = Time.CreateTimer(_ => _ = InvokeAsync(FindRejectedAsync), state: null, RejectedInterval, RejectedInterval);
        if (opened is not null || focused is not { } last) return;
        focused = null;
        if (links.TryGetValue(last, out var link)) await link.TryFocusAsync(); // The drawer had the focus.
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) timer?.Dispose();
        base.Dispose(disposing);
    }

    private protected override async Task LoadAsync(Member me)
    {
        var requested = QueryString;
        var isUpdate = requested == loaded;
        loaded = requested;
        firstLoadAt ??= Time.GetUtcNow();
        var parsed = RequestsQuery.Parse(requested);
        var access = ProviderErrorAccess.Of(me, isOperator: false);
        var keys = await KeyStore.ListAsync(me.TeamId, Disposed);
        var members = await TenancyStore.ListMembersAsync(me.TeamId, Disposed);
        var named = keys.Select(static key => KeyValuePair.Create(key.Id.ToString(), key.Name))
            .Concat(members.Select(static member => KeyValuePair.Create(member.Id.ToString(), member.Email)))
            .ToImmutableDictionary();
        var (fresh, shown, notices) = await ReadAsync(me, parsed, access, named);
        var call = await ReadOpenedAsync(me);
        if (requested != loaded) return; // The user has changed the filters meanwhile.

        var newest = isUpdate && page.Calls is [var first, ..] ? first.Id : (RequestId?)null;
        (query, page, gone, names, opened) = (shown, fresh, notices, named, call);
        keyOptions = [.. keys.Select(static key => (key.Id.ToString(), key.Name))
            .OrderBy(static key => key.Name, StringComparer.OrdinalIgnoreCase)];
        memberOptions = [.. members.Select(static member => new ComboOption(member.Id.ToString(), member.Email))
            .OrderBy(static option => option.Text, StringComparer.OrdinalIgnoreCase)];
        lines = [.. page.Calls.Select(listed => LineOf(listed, access) with { IsNew = newest is { } before
            && listed.Id.CompareTo(before) > 0 })];
        foreach (var left in links.Keys.Except(lines.Select(static line => line.Id)).ToArray()) links.Remove(left);
    }

    /// <summary>
    /// A page of calls. A key or member of the address that the team does not have any more is said, and without its calls the others are
    /// shown: a bookmark outlives both.
    /// </summary>
    private async Task<(CallLogPage Page, RequestsQuery Shown, ImmutableArray<string> Notices)> ReadAsync(
        Member me, RequestsQuery parsed, ProviderErrorAccess access, ImmutableDictionary<string, string> named)
    {
        var filter = parsed.FilterOf(me.TeamId, access, PageSize);
        var isKeyGone = filter.Key is { } key && !named.ContainsKey(key.ToString());
        var isMemberGone = filter.Member is { } member && !named.ContainsKey(member.ToString());
        var found = await Calls.ListAsync(filter, parsed.Kinds, Disposed);
        if (!isKeyGone && !isMemberGone) return (found, parsed, []);

        var hasCalls = !found.Calls.IsEmpty || found.Next is not null;
        string[] notices =
        [
            .. isKeyGone ? [$"The key {filter.Key} of this address is not in your team any more."] : Array.Empty<string>(),
            .. isMemberGone ? [$"The member {filter.Member} of this address is not in your team any more."] : Array.Empty<string>(),
        ];
        if (hasCalls) return (found, parsed, [.. notices]);
        var rest = parsed.Without(isKeyGone, isMemberGone);
        return (await Calls.ListAsync(rest.FilterOf(me.TeamId, access, PageSize), rest.Kinds, Disposed), rest,
            [.. notices.Select(static notice => notice + " The other filters apply.")]);
    }

    /// <summary>Loads the page again if a call was rejected since. Reads one row of an index.</summary>
    private async Task FindRejectedAsync()
    {
        if (!FollowsUsage || Me is not { } me || Disposed.IsCancellationRequested) return;
        try
        {
            var newest = (await Rejections.ListAsync(new RejectionFilter { Team = me.TeamId, Limit = 1 },
                Disposed)).Rejections.FirstOrDefault();
            if (newest is null || newest.Id == lastRejected) return;
            lastRejected = newest.Id;
            if (newest.At > firstLoadAt - RejectedInterval) RequestRefresh();
        }
        catch (Exception)
        {
            // The store is away for a moment, or the person has left the page. The next look tells.
            lastRejected = null;
        }
    }

    /// <summary>A call does not change, so it is read once.</summary>
    private async Task<OpenedCall?> ReadOpenedAsync(Member me)
    {
        if (OpenedCallId is not { } id) return null;
        return opened?.Id == id ? opened : await Reader.ReadAsync(me, id, Disposed);
    }

    private RequestLine LineOf(ListedCall call, ProviderErrorAccess access) => RequestLine.From(
        call, NameOf, call.Sent is { } sent && Source.Current.Resolve(sent.ModelRequested) is ModelResolution.Auto, call.Sent is { } own
            && access.Includes(own));

    private string NameOf(string id) => names.GetValueOrDefault(id, id);

    private string? RowClassOf(RequestLine line) => line.Id == opened?.Id ? "current" : line.IsNew ? "new" : null;

    private async Task TogglePauseAsync()
    {
        isPaused = !isPaused;
        if (!isPaused) await ReloadAsync();
    }

    private async Task SuggestAsync()
    {
        if (Me is { } me && suggestions == RequestSuggestions.None)
            suggestions = await RequestSuggestions.ReadAsync(Usage, me.TeamId, Source.Current.Models.Select(static model => model.Id),
                Time.GetUtcNow(), Disposed);
    }

    private async Task FilterAsync(string name, string? value)
    {
        (costError, latencyError) = (null, null);
        Filter(name, value);
        if (value is null) await search.TryFocusAsync(); // The focused button goes with its filter.
    }

    private void Filter(string name, string? value) =>
        Navigation.NavigateTo(WithQuery((name, string.IsNullOrEmpty(value) ? null : value), ("after", null), ("call", null),
            ("tab", null)));

    private void FilterDays(DayRange? days) => Navigation.NavigateTo(WithQuery(
        ("from", days is { } first ? TextOf(first.From) : null), ("to", days is { } last ? TextOf(last.To) : null), ("after", null),
            ("call", null), ("tab", null)));

    private async Task RemoveAsync(string name)
    {
        if (name == "from") FilterDays(null);
        else Filter(name, null);
        await search.TryFocusAsync();
    }

    private void FilterCost(ChangeEventArgs change)
    {
        var typed = change.Value?.ToString();
        var cost = RequestsQuery.ParseCost(typed);
        costError = cost is null && !string.IsNullOrWhiteSpace(typed) ? "Cost must be an amount in US dollars, such as 0.50." : null;
        if (costError is null) Filter("cost_above", cost is { } usd ? AmountOf(usd) : null);
    }

    private void FilterLatency(ChangeEventArgs change)
    {
        var typed = change.Value?.ToString();
        var latency = RequestsQuery.ParseLatency(typed);
        latencyError = latency is null && !string.IsNullOrWhiteSpace(typed) ? "Latency must be a number of seconds, such as 2.5." : null;
        if (latencyError is null) Filter("latency_above", latency?.ToString(CultureInfo.InvariantCulture));
    }

    private void Hide(ImmutableHashSet<string> columns) =>
        Navigation.NavigateTo(WithQuery(("hide", Joined(columns.Except(RequestLine.OnDemand))),
            ("show", Joined(RequestLine.OnDemand.Except(columns)))));

    private string AddressOf(RequestId call, string? tab = null) => WithQuery(("call", call.ToString()), ("tab", tab));

    /// <summary>The call so many rows below; null if there is none.</summary>
    private string? NeighborOf(RequestId call, int rows)
    {
        var index = lines.Select(static line => line.Id).ToList().IndexOf(call) + rows;
        return index >= 0 && index < lines.Length && lines.Any(line => line.Id == call) ? lines[index].Id.ToString() : null;
    }

    private void Move(string call) => Navigation.NavigateTo(WithQuery(("call", call)), replace: true);

    private void MoveByKey(KeyboardEventArgs key)
    {
        if (opened is null || key.CtrlKey || key.AltKey || key.MetaKey) return;
        var rows = key.Key switch { "j" or "ArrowDown" => 1, "k" or "ArrowUp" => -1, _ => 0 };
        if (rows != 0 && NeighborOf(opened.Id, rows) is { } call) Move(call);
    }

    private void Close()
    {
        focused = opened?.Id;
        Navigation.NavigateTo(WithQuery(("call", null), ("tab", null)));
    }

    private static IEnumerable<string> ColumnsIn(string? list) => (list ?? "").Split(',')
        .Where(static name => RequestLine.Columns.Any(column => column.Name == name));

    private static string? Joined(ImmutableHashSet<string> columns) => columns.IsEmpty ? null
        : string.Join(',', columns.Order(StringComparer.Ordinal));

    private static string Describe(DayRange days) => days.Days == 1 ? TextOf(days.From) : $"{TextOf(days.From)} – {TextOf(days.To)}";

    private static string TextOf(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string AmountOf(NanoUsd cost) => cost.Usd.ToString("0.#########", CultureInfo.InvariantCulture);

    private string WithQuery(params (string Name, string? Value)[] changes) =>
        Navigation.GetUriWithQueryParameters(changes.ToDictionary(static change => change.Name, static change => (object?)change.Value));
}
