namespace JusInfer.Portal.Content;

/// <summary>An article that a search has found.</summary>
/// <param name="Article">The article.</param>
/// <param name="Heading">The heading above the best match; null if that is before the first heading.</param>
/// <param name="Excerpt">A part of the text with the match.</param>
internal sealed record SearchResult(Article Article, Heading? Heading, string Excerpt)
{
    public string Address => Heading is null ? Article.Address : $"{Article.Address}#{Heading.Id}";
}
