using System.Collections.Immutable;
using JusInfer.Portal.Components.Developer.Filters;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage.Dimensions;
using JusInfer.Portal.Usage.Rejections;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace JusInfer.Portal.Components.Developer.Requests;

/// <summary>
/// The team's calls, sent and rejected, newest first. The first page follows new calls until it is paused. Filters, columns and the call
/// that is shown beside the list are in the address.
/// </summary>
public sealed partial class RequestsPanel
{
    private const string DownloadPath = "/developer/requests.csv";

    /// <summary>Rejected calls are stored without a signal.</summary>
    private static readonly TimeSpan RejectedInterval = TimeSpan.FromSeconds(3);

    private readonly Dictionary<RequestId, ElementReference> links = [];
    private RequestsViewModel view = new();
    private RequestsQueryString? loaded;
    private OpenedCall? opened;
    private RequestId? focused;
    private RequestId? lastRejected;
    private DateTimeOffset? firstLoadAt;
    private ITimer? timer;
    private bool isPaused;
    private RequestFilters? filters;

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
    private RequestsReader Requests { get; set; } = default!;

    [Inject]
    private OpenedCallReader OpenedCalls { get; set; } = default!;

    [Inject]
    private IRejectionStore Rejections { get; set; } = default!;

    [Inject]
    private UsageDimensions Dimensions { get; set; } = default!;

    /// <summary>The filters of the address. A change of any parameter of the query sets the parameters of the panel.</summary>
    private RequestsQueryString Asked => RequestsQueryString.Read(Navigation.Uri, Dimensions);

    /// <summary>The hidden columns; names that no column has are ignored.</summary>
    private ImmutableHashSet<string> Hidden => RequestLine.OnDemand.Except(ColumnsIn(ShownColumns)).Union(ColumnsIn(HiddenColumns));

    private IEnumerable<TableColumn> Shown => RequestLine.Columns.Where(column => !Hidden.Contains(column.Name));

    private RequestId? OpenedCallId => RequestId.TryParse(OpenedId, out var id) ? id : null;

    /// <summary>Whether the page is updated with new calls: older pages are not, and days that have ended are not.</summary>
    private bool IsLive => view.Query.After is null && !(view.Query.Filter.To <= Time.GetUtcNow());

    private protected override bool FollowsUsage => !isPaused && IsLive;

    private protected override bool FollowsSpendControls => false;

    protected override async Task OnParametersSetAsync()
    {
        if (loaded is not null && (loaded != Asked || opened?.Id != OpenedCallId)) await ReloadAsync();
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
        var asked = Asked;
        var isUpdate = asked == loaded;
        loaded = asked;
        firstLoadAt ??= Time.GetUtcNow();
        var fresh = await Requests.ReadAsync(me, IsOperator, asked, Disposed);
        var call = await ReadOpenedAsync(me);
        if (asked != loaded) return; // The user has changed the filters meanwhile.

        if (isUpdate && view.Lines is [var newest, ..])
            fresh = fresh with { Lines = [.. fresh.Lines.Select(line => line with { IsNew = line.Id.CompareTo(newest.Id) > 0 })] };
        (view, opened) = (fresh, call);
        foreach (var left in links.Keys.Except(view.Lines.Select(static line => line.Id)).ToArray()) links.Remove(left);
    }

    /// <summary>Loads the page again if a call was rejected since. Reads one row of an index.</summary>
    private async Task FindRejectedAsync()
    {
        if (!FollowsUsage || Me is not { } me || Disposed.IsCancellationRequested) return;
        try
        {
            var filter = new RejectionFilter { Team = me.TeamId, Limit = 1 };
            var newest = (await Rejections.ListAsync(filter, Disposed)).Rejections.FirstOrDefault();
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
        return opened?.Id == id ? opened : await OpenedCalls.ReadAsync(me, IsOperator, id, Disposed);
    }

    private string? RowClassOf(RequestLine line) => line.Id == opened?.Id ? "current" : line.IsNew ? "new" : null;

    private async Task TogglePauseAsync()
    {
        isPaused = !isPaused;
        if (!isPaused) await ReloadAsync();
    }

    private void Hide(ImmutableHashSet<string> columns) => Navigation.NavigateTo(WithQuery(
        ("hide", Joined(columns.Except(RequestLine.OnDemand))), ("show", Joined(RequestLine.OnDemand.Except(columns)))));

    private string AddressOf(RequestId call, string? tab = null) => WithQuery(("call", call.ToString()), ("tab", tab));

    /// <summary>The call so many rows below; null if there is none.</summary>
    private string? NeighborOf(RequestId call, int rows)
    {
        var index = view.Lines.ToList().FindIndex(line => line.Id == call);
        return index >= 0 ? view.Lines.ElementAtOrDefault(index + rows)?.Id.ToString() : null;
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

    private static IEnumerable<string> ColumnsIn(string? list) =>
        (list ?? "").Split(',').Where(static name => RequestLine.Columns.Any(column => column.Name == name));

    private static string? Joined(ImmutableHashSet<string> columns) =>
        columns.IsEmpty ? null : string.Join(',', columns.Order(StringComparer.Ordinal));

    private string WithQuery(params (string Name, string? Value)[] changes) =>
        Navigation.GetUriWithQueryParameters(changes.ToDictionary(static change => change.Name, static change => (object?)change.Value));
}
