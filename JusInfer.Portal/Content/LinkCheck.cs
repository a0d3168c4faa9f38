using System.Collections.Immutable;

namespace JusInfer.Portal.Content;

/// <summary>Finds links from article to article that lead nowhere. Whether another page of the portal exists is not known here.</summary>
internal static class LinkCheck
{
    public static ImmutableArray<ContentFault> BrokenLinks(ContentSnapshot content) =>
    [
        .. from article in content.All
           from link in article.Links
           where !Resolves(content, link.Target)
           select new ContentFault(article.File, link.Line, $"'{link.Target}' leads to no article or to a heading that it does not have"),
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
