using JusInfer.Portal.Catalog;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Layout;

/// <summary>Explains demo mode and how to connect a provider.</summary>
public sealed partial class DemoBanner
{
    [Inject]
    private CatalogSnapshot Catalog { get; set; } = default!;

    private IEnumerable<Provider> Unconfigured =>
        Catalog.Providers.Where(provider => provider is { ApiKeyEnv: not null, Credential: null });
}
