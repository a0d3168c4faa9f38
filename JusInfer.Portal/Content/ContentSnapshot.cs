using System.Collections.Immutable;

namespace JusInfer.Portal.Content;

/// <summary>All articles and their relations. Immutable; a reload creates another snapshot.</summary>
internal sealed class ContentSnapshot
{
    public static readonly ContentSnapshot Empty = new([]);

    private readonly ImmutableDictionary<Section, ImmutableArray<Article>> bySection;

    public ContentSnapshot(IEnumerable<Article> articles) =>
        bySection = articles.GroupBy(static article => article.Section)
            .ToImmutableDictionary(static group => group.Key, static group => Sort(group.Key, group));

    public ImmutableArray<Article> All => [.. Section.All.SelectMany(section => In(section))];

    /// <summary>The articles of a section: blog articles by date, newest first; docs by cluster and then by date, oldest first.</summary>
    public ImmutableArray<Article> In(Section section) => bySection.GetValueOrDefault(section, []);

    public ImmutableArray<Article> Tagged(Section section, string tag) =>
        [.. In(section).Where(article => article.About.Tags.Contains(tag))];

    public Article? Find(Section section, string slug) => In(section).FirstOrDefault(article => article.Slug == slug);

    /// <summary>Articles of both sections that share the cluster or a tag, the most closely related first.</summary>
    public ImmutableArray<Article> RelatedTo(Article article, int max) =>
    [
        .. All.Where(other => other != article && Relatedness(article, other) > 0)
            .OrderByDescending(other => Relatedness(article, other))
            .ThenByDescending(static other => other.About.Date)
            .Take(max),
    ];

    /// <summary>The articles before and after this one in the order of its section.</summary>
    public (Article? Previous, Article? Next) Around(Article article)
    {
        var section = In(article.Section);
        var place = section.IndexOf(article);
        return (section.ElementAtOrDefault(place - 1), section.ElementAtOrDefault(place + 1));
    }

    private static int Relatedness(Article one, Article other) =>
        (one.About.Cluster == other.About.Cluster ? 100 : 0) + one.About.Tags.Intersect(other.About.Tags).Count();

    private static ImmutableArray<Article> Sort(Section section, IEnumerable<Article> articles) => section == Section.Blog
        ? [.. articles.OrderByDescending(static article => article.About.Date)
            .ThenBy(static article => article.Slug, StringComparer.Ordinal)]
        : [.. articles.OrderBy(static article => article.About.Cluster, StringComparer.Ordinal).ThenBy(static article => article.About.Date)
            .ThenBy(static article => article.Slug, StringComparer.Ordinal)];
}
