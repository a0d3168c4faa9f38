using JusInfer.Portal.Catalog;
using JusInfer.Portal.Content;
using JusInfer.Portal.Reports.Models;

namespace JusInfer.Portal.Components.CatalogPages;

/// <summary>The catalog and its models, for the sitemap and for language models.</summary>
internal sealed class CatalogPublicPages(CatalogSource source) : IPublicPages
{
    public IEnumerable<PublicPage> List() =>
    [
        new(
            CatalogAddresses.List,
            CatalogAddresses.Markdown,
            "Models",
            $"Every model of this gateway with prices, context, capabilities and providers. Filters: ?q, provider, capability, tier, free, usable, sort. As JSON: {CatalogAddresses.Json}",
            IsList: true),
        .. source.Current.Models.Select(static model => model.Id).Prepend(source.Current.Auto.Id)
            .Select(static model => new PublicPage(CatalogAddresses.Of(model), CatalogAddresses.MarkdownOf(model), model, model, IsList: false)),
    ];
}
