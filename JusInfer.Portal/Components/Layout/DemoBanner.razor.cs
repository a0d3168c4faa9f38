using JusInfer.Portal.Catalog;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Layout;

/// <summary>Says that no model answers here yet, and what to do about it.</summary>
public sealed partial class DemoBanner
{
    [Inject]
    private CatalogSnapshot Catalog { get; set; } = default!;

    private IEnumerable<Provider> Waiting => Catalog.Providers.Where(provider => provider is { ApiKeyEnv: not null, Credential: null });
}
