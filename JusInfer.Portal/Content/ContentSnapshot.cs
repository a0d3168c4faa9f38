using System.Collections.Immutable;

namespace JusInfer.Portal.Content;

/// <summary>Every article, and how they stand to each other. Immutable: a reload makes another.</summary>
internal sealed class ContentSnapshot
{
    public static readonly ContentSnapshot Empty = new([]);

    private readonly ImmutableDictionary<Section, ImmutableArray<Article>> bySection;

    public ContentSnapshot(IEnumerable<Article> articles) =>
        bySection = articles.GroupBy(static article => article.Section)
            .ToImmutableDictionary(static group => group.Key, static group => InReadingOrder(group.Key, group));

    public ImmutableArray<Article> All => [.. Section.All.SelectMany(section => In(section))];

    /// <summary>A section's articles: the blog's newest first, the docs' by cluster and then in the order they were written.</summary>
    public ImmutableArray<Article> In(Section section) => bySection.GetValueOrDefault(section, []);

    public ImmutableArray<Article> Tagged(Section section, string tag) =>
        [.. In(section).Where(article => article.About.Tags.Contains(tag))];

    public Article? Find(Section section, string slug) => In(section).FirstOrDefault(article => article.Slug == slug);

    /// <summary>Articles of both sections that share the cluster or a tag, the closest first.</summary>
    public ImmutableArray<Article> RelatedTo(Article article, int most) =>
    [
        .. All.Where(other => other != article && Kinship(article, other) > 0)
            .OrderByDescending(other => Kinship(article, other))
            .ThenByDescending(static other => other.About.Date)
            .Take(most),
    ];

    /// <summary>The articles before and after this one in its section's reading order.</summary>
    public (Article? Previous, Article? Next) Around(Article article)
    {
        var section = In(article.Section);
        var place = section.IndexOf(article);
        return (section.ElementAtOrDefault(place - 1), section.ElementAtOrDefault(place + 1));
    }

    private static int Kinship(Article one, Article other) =>
        (one.About.Cluster == other.About.Cluster ? 100 : 0) + one.About.Tags.Intersect(other.About.Tags).Count();

    private static ImmutableArray<Article> InReadingOrder(Section section, IEnumerable<Article> articles) => section == Section.Blog
        ? [.. articles.OrderByDescending(static article => article.About.Date)
            .ThenBy(static article => article.Slug, StringComparer.Ordinal)]
        : [.. articles.OrderBy(static article => article.About.Cluster, StringComparer.Ordinal).ThenBy(static article => article.About.Date)
            .ThenBy(static article => article.Slug, StringComparer.Ordinal)];
}
