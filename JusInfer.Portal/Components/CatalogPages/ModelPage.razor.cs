using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Articles;
using JusInfer.Portal.Reports.Models;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.CatalogPages;

/// <summary>
/// One model: price, properties, providers and code that calls it, with the address of this portal. Other names of the model redirect to its page. An unknown
/// name answers 404 with similar ones.
/// </summary>
public sealed partial class ModelPage
{
    private ImmutableArray<CatalogEntry> entries = [];
    private CatalogEntry? entry;
    private bool isAuto;
    private ImmutableArray<string> nearest = [];

    /// <summary>Vendor and name, or another name of the model.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    [Inject]
    private CatalogListing Listing { get; set; } = default!;

    [Inject]
    private CatalogSnapshot Catalog { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    /// <summary>Null only if the page is rendered without a request, as in component tests.</summary>
    [CascadingParameter]
    private HttpContext? Http { get; set; }

    private string Origin => Navigation.BaseUri.TrimEnd('/');

    private string Requested => Id.TrimEnd('/');

    private string Name => entry?.Id ?? (isAuto ? Catalog.Auto.Id : Requested);

    private string Summary => entry is null
        ? "Chooses a model for each call: by the cost of the session with its prompt caches, and by what the call needs."
        : CatalogDescriptions.Summarize(entry);

    protected override void OnParametersSet()
    {
        entries = Listing.Read(Catalog);
        switch (Catalog.Resolve(Requested))
        {
            case ModelResolution.Pinned { Model: var model }:
                entry = entries.Single(candidate => candidate.Id == model.Id);
                break;
            case ModelResolution.Auto:
                isAuto = true;
                break;
            case ModelResolution.Unknown unknown:
                nearest = unknown.Nearest;
                Http?.AnswerNotFound();
                return;
        }

        if (Name != Requested) Navigation.NavigateTo(CatalogAddresses.Of(Name));
    }

    private static string Heading(AutoRole role) => role switch
    {
        AutoRole.Baseline => "Baseline",
        AutoRole.SmallSteps => "Single steps and side calls, where that costs less",
        AutoRole.Fallback => "Fallbacks",
        _ => "Embeddings",
    };
}
