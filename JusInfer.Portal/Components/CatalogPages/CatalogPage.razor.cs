using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Reports.Models;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.CatalogPages;

/// <summary>Every model with its prices and providers. The filters are a form that needs no JavaScript, and are part of the address.</summary>
public sealed partial class CatalogPage
{
    /// <summary>The models of one page, so that the document stays below 100 KB however long the catalog is.</summary>
    private const int PageSize = 50;

    private CatalogQuery query = CatalogQuery.Parse(null, null, null, null, null, null, null);
    private ImmutableArray<CatalogEntry> entries = [];
    private ImmutableArray<CatalogEntry> shown = [];
    private ImmutableArray<CatalogEntry> page = [];
    private ImmutableArray<string> nearest = [];
    private int number = 1;
    private int pages = 1;

    [SupplyParameterFromQuery(Name = "q")]
    private string? Text { get; set; }

    [SupplyParameterFromQuery]
    private string? Provider { get; set; }

    [SupplyParameterFromQuery]
    private string[]? Capability { get; set; }

    [SupplyParameterFromQuery]
    private string? Tier { get; set; }

    [SupplyParameterFromQuery]
    private string? Free { get; set; }

    [SupplyParameterFromQuery]
    private string? Usable { get; set; }

    [SupplyParameterFromQuery]
    private string? Sort { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private string? PageNumber { get; set; }

    [Inject]
    private CatalogListing Listing { get; set; } = default!;

    [Inject]
    private CatalogSnapshot Catalog { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private string Count
    {
        get
        {
            var usable = shown.Count(static entry => entry.IsUsable);
            var models = shown.Length == 1 ? "1 model" : $"{shown.Length} models";
            return Catalog.IsDemo ? models : $"{models}, {usable} usable now";
        }
    }

    protected override void OnParametersSet()
    {
        query = CatalogQuery.Parse(Text, Provider, Capability, Tier, Free, Usable, Sort);
        entries = Listing.Read(Catalog);
        shown = query.Apply(entries);
        if (shown.IsEmpty) nearest = Suggest();
        pages = Math.Max(1, (shown.Length + PageSize - 1) / PageSize);
        number = int.TryParse(PageNumber, out var requested) ? Math.Clamp(requested, 1, pages) : 1;
        page = [.. shown.Skip((number - 1) * PageSize).Take(PageSize)];
    }

    private ImmutableArray<string> Suggest() => query.Text.Length == 0 ? [] : Catalog.Resolve(query.Text) switch
    {
        ModelResolution.Unknown unknown => unknown.Nearest,
        ModelResolution.Pinned pinned => [pinned.Model.Id],
        _ => [Catalog.Auto.Id],
    };

    /// <summary>The state of the best provider, for narrow screens.</summary>
    private static string StateInBrief(CatalogEntry entry) =>
        entry.IsSimulated ? "simulated" : CatalogDescriptions.Name(entry.Providers.Min(static provider => provider.State));

    /// <summary>The same selection in another format.</summary>
    private string Sibling(string address) => query.IsFiltered || Sort is not null ? address + new Uri(Navigation.Uri).Query : address;

    private string PageAddress(int target) => Navigation.GetUriWithQueryParameter("page", target);
}
