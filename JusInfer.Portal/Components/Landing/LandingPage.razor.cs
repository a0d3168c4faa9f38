using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Landing;

/// <summary>What JusInfer is, in one screen.</summary>
public sealed partial class LandingPage
{
    [Inject]
    private CatalogSnapshot Catalog { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [SupplyParameterFromQuery]
    private string? Client { get; set; }

    private ImmutableArray<Snippet> All { get; set; }

    private Snippet Shown => All.FirstOrDefault(snippet => snippet.Slug == Client) ?? All[0];

    /// <summary>Only what can be called now.</summary>
    private string Reach
    {
        get
        {
            var models = Catalog.Models.Count(model => !model.UsableEndpoints.IsEmpty);
            var providers = Catalog.Providers.Count(provider => provider.Usable);
            return $"This gateway serves {models} models through {providers} {(providers == 1 ? "provider" : "providers")} right now.";
        }
    }

    protected override void OnInitialized() => All = Snippets.For(Navigation.BaseUri.TrimEnd('/'));

    private static RenderFragment Line(SnippetLine line) => builder =>
    {
        var element = line.Mark switch { '-' => "del", '+' => "ins", _ => "span" };
        builder.OpenElement(0, element);
        builder.AddAttribute(1, "class", "line");
        builder.AddContent(2, line.Text);
        builder.AddContent(3, "\n");
        builder.CloseElement();
    };
}
