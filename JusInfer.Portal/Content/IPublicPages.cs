namespace JusInfer.Portal.Content;

/// <summary>Lists public pages that are not articles, for the sitemap and for language models.</summary>
internal interface IPublicPages
{
    IEnumerable<PublicPage> List();
}

/// <summary>A public page that is not an article.</summary>
/// <param name="Address">The path of the page.</param>
/// <param name="MarkdownAddress">The path of the same page as Markdown.</param>
/// <param name="Title">The title.</param>
/// <param name="Description">One sentence.</param>
/// <param name="IsList">The page links to the others of its kind, so that an index needs to link to it only.</param>
internal sealed record PublicPage(string Address, string MarkdownAddress, string Title, string Description, bool IsList);
