using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Landing;

/// <summary>The home page: what JusInfer is and how to point a client at it.</summary>
public sealed partial class LandingPage
{
    [Inject]
    private CatalogSnapshot Catalog { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [SupplyParameterFromQuery]
    private string? Client { get; set; }

    private ImmutableArray<Snippet> Clients { get; set; }

    private Snippet Shown => Clients.FirstOrDefault(snippet => snippet.Slug == Client) ?? Clients[0];

    /// <summary>The number of models and providers that can be called now.</summary>
    private string Availability
    {
        get
        {
            var models = Catalog.Models.Count(model => !model.UsableEndpoints.IsEmpty);
            var providers = Catalog.Providers.Count(provider => provider.Usable);
            return $"This gateway serves {models} models through {providers} {(providers == 1 ? "provider" : "providers")} right now.";
        }
    }

    protected override void OnInitialized() => Clients = Snippets.For(Navigation.BaseUri.TrimEnd('/'));

    private static RenderFragment RenderLine(SnippetLine line) => builder =>
    {
        var element = line.Marker switch { '-' => "del", '+' => "ins", _ => "span" };
        builder.OpenElement(0, element);
        builder.AddAttribute(1, "class", "line");
        builder.AddContent(2, line.Text);
        builder.AddContent(3, "\n");
        builder.CloseElement();
    };
}
