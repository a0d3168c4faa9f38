using System.Globalization;
using System.Xml.Linq;

namespace JusInfer.Portal.Content;

/// <summary>The blog as an Atom feed (RFC 4287).</summary>
internal static class AtomFeed
{
    public const string FileName = "feed.xml";
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    /// <summary>The feed, newest article first.</summary>
    /// <param name="content">The articles.</param>
    /// <param name="origin">Scheme, host and path base of the portal, without a trailing slash.</param>
    public static XDocument Of(ContentSnapshot content, string origin)
    {
        var posts = content.In(Section.Blog);
        var blog = origin + Section.Blog.Address;
        return new XDocument(new XElement(
            Atom + "feed",
            new XElement(Atom + "title", "JusInfer blog"),
            new XElement(Atom + "id", blog),
            new XElement(Atom + "updated", Instant(posts.Select(static post => post.About.Date).DefaultIfEmpty(DateOnly.MinValue).Max())),
            LinkTo(blog + FileName, "self", "application/atom+xml"),
            LinkTo(blog, "alternate", "text/html"),
            posts.Select(post => Entry(post, origin))));
    }

    private static XElement Entry(Article post, string origin) => new(
        Atom + "entry",
        new XElement(Atom + "title", post.About.Title),
        new XElement(Atom + "id", origin + post.Address),
        new XElement(Atom + "updated", Instant(post.About.Date)),
        new XElement(Atom + "author", new XElement(Atom + "name", post.About.Author)),
        new XElement(Atom + "summary", post.About.Description),
        LinkTo(origin + post.Address, "alternate", "text/html"),
        LinkTo(origin + post.MarkdownAddress, "alternate", "text/markdown"),
        post.About.Tags.Select(static tag => new XElement(Atom + "category", new XAttribute("term", tag))));

    private static XElement LinkTo(string address, string relation, string type) =>
        new(Atom + "link", new XAttribute("href", address), new XAttribute("rel", relation), new XAttribute("type", type));

    private static string Instant(DateOnly date) => date.ToString("yyyy-MM-dd'T00:00:00Z'", CultureInfo.InvariantCulture);
}
