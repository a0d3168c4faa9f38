using System.Collections.Immutable;

namespace JusInfer.Portal.Content;

/// <summary>
/// Finds links of articles and of the changelog to articles that do not exist. Links to other pages of the portal are not checked, because
/// this module does not know them.
/// </summary>
internal static class LinkCheck
{
    public static ImmutableArray<ContentError> BrokenLinks(ContentSnapshot content) =>
    [
        .. from text in content.All.Select(static article => (article.File, article.Links))
               .Append((File: Changelog.FileName, Links: content.Changelog?.Links ?? []))
           from link in text.Links
           where !Resolves(content, link.Target)
           select new ContentError(
               text.File, link.Line, $"'{link.Target}' is not the address of an article, or the article has no such heading"),
    ];

    private static bool Resolves(ContentSnapshot content, string target)
    {
        var (path, anchor) = target.Split('#', 2) is [var before, var after] ? (before, after) : (target, null);
        if (Section.All.FirstOrDefault(section => path.StartsWith(section.Address, StringComparison.Ordinal)) is not { } section)
            return true;

        var rest = path[section.Address.Length..];
        if (rest.Length == 0) return anchor is null;
        if (rest.EndsWith(".md", StringComparison.Ordinal)) return anchor is null && content.Find(section, rest[..^3]) is not null;
        return rest == AtomFeed.FileName
            || (content.Find(section, rest.TrimEnd('/')) is { } article
                && (anchor is null || article.Headings.Any(heading => heading.Id == anchor)));
    }
}
