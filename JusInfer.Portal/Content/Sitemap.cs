using System.Globalization;
using System.Xml.Linq;

namespace JusInfer.Portal.Content;

/// <summary>The pages that search engines may index, in the format of sitemaps.org.</summary>
internal static class Sitemap
{
    private static readonly XNamespace Schema = "http://www.sitemaps.org/schemas/sitemap/0.9";

    /// <summary>Lists the start page, the sections, the changelog, the articles and the other public pages.</summary>
    /// <param name="content">The articles.</param>
    /// <param name="pages">The public pages that are not articles.</param>
    /// <param name="origin">Scheme, host and path base of the portal, without a trailing slash.</param>
    public static XDocument Of(ContentSnapshot content, IEnumerable<PublicPage> pages, string origin) => new(new XElement(
        Schema + "urlset",
        Page(origin + "/"),
        Section.All.Select(section => Page(origin + section.Address)),
        content.Changelog is null ? null : Page(origin + Changelog.Address),
        content.All.Select(article => new XElement(
            Schema + "url",
            new XElement(Schema + "loc", origin + article.Address),
            new XElement(Schema + "lastmod", article.About.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))),
        pages.Select(page => Page(origin + page.Address))));

    private static XElement Page(string address) => new(Schema + "url", new XElement(Schema + "loc", address));
}
