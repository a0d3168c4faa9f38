using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Feedback;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>The team's usage in the period and with the filters of the page's query string.</summary>
public sealed partial class UsagePanel
{
    private const int PageSize = 50;

    private static readonly (string Range, string Label)[] Ranges = [("7d", "7 days"), ("30d", "30 days"), ("month", "This month")];

    private UsageViewModel? view;
    private UsageQueryString? loaded;
    private DateOnly from;
    private DateOnly to;

    [SupplyParameterFromQuery]
    private string? Range { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    private string? FromDay { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    private string? ToDay { get; set; }

    [SupplyParameterFromQuery]
    private string? Key { get; set; }

    [SupplyParameterFromQuery]
    private string? Model { get; set; }

    [SupplyParameterFromQuery]
    private string? Status { get; set; }

    [SupplyParameterFromQuery]
    private string? After { get; set; }

    [Inject]
    private IUsageQueries Usage { get; set; } = default!;

    [Inject]
    private IKeyStore KeyStore { get; set; } = default!;

    [Inject]
    private CompletionReader Completions { get; set; } = default!;

    [Inject]
    private ITenancyStore Tenancy { get; set; } = default!;

    [Inject]
    private CatalogSource Source { get; set; } = default!;

    private CatalogSnapshot Catalog => Source.Current;

    private UsageQueryString QueryString => new(Range, FromDay, ToDay, Key, Model, Status, After);

    protected override async Task OnParametersSetAsync()
    {
        if (loaded is not null && loaded != QueryString) await ReloadAsync();
    }

    private protected override async Task LoadAsync(Member me)
    {
        var requested = loaded = QueryString;
        var query = UsageQuery.Parse(requested, Time.GetUtcNow());
        var window = query.WindowOf(me.TenantId);
        var requests = await Usage.ListRequestsAsync(query.FilterOf(me.TenantId, PageSize), Disposed);
        var fresh = new UsageViewModel
        {
            Query = query,
            Days = await Usage.BreakDownAsync(window, [UsageGroup.Day], Disposed),
            Keys = await Usage.BreakDownAsync(window, [UsageGroup.Key], Disposed),
            Models = await Usage.BreakDownAsync(window, [UsageGroup.Model], Disposed),
            Requests = requests.Records,
            Next = requests.Next,
            Completion = await ReadCompletionAsync(window),
            KeyNames = (await KeyStore.ListAsync(me.TenantId, Disposed)).ToImmutableDictionary(key => key.Id.ToString(), key => key.Name),
        };
        if (requested != loaded) return; // The user has changed the filters meanwhile.
        (view, from, to) = (fresh, query.From, query.To);
    }

    private async Task<TaskCompletion?> ReadCompletionAsync(UsageWindow window)
    {
        var completion = await Completions.ReadAsync(window.Tenant, window.From, window.To, Disposed);
        if (!completion.IsEmpty) return completion;
        return await Tenancy.FindTenantAsync(window.Tenant, Disposed) is { Routing.ControlPercent: > 0 } ? completion : null;
    }

    private static string Unchanged(string name) => name;

    private static IEnumerable<string> ModelOptions(UsageViewModel shown) =>
        shown.Models.Select(row => row.Group[0]).Append(shown.Query.Model ?? "").Where(model => model.Length > 0)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private ImmutableArray<BreakdownRow> Breakdown(ImmutableArray<UsageRow> rows, Func<string, string> name, string filter)
    {
        var total = rows.Aggregate(NanoUsd.Zero, (sum, row) => sum + row.Sums.Cost);
        return [.. rows.Select(row => BreakdownRow.Of(row, name, total, WithQuery((filter, row.Group[0]), ("after", null))))];
    }

    private string WithQuery(params (string Name, string? Value)[] changes) =>
        Navigation.GetUriWithQueryParameters(changes.ToDictionary(change => change.Name, change => (object?)change.Value));

    private void Filter(string name, ChangeEventArgs change) =>
        Navigation.NavigateTo(WithQuery((name, change.Value?.ToString() is { Length: > 0 } value ? value : null), ("after", null)));

    private void ShowDays() =>
        Navigation.NavigateTo(WithQuery(("range", null), ("from", $"{from:yyyy-MM-dd}"), ("to", $"{to:yyyy-MM-dd}"), ("after", null)));
}
