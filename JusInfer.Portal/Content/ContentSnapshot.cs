using System.Collections.Immutable;
using JusInfer.Portal.Content.Pictures;

namespace JusInfer.Portal.Content;

/// <summary>All articles and their relations. Immutable; a reload creates another snapshot.</summary>
internal sealed class ContentSnapshot
{
    public static readonly ContentSnapshot Empty = new([]);

    private const int MaxSuggestions = 3;

    /// <summary>Characters. No slug is longer; the limit bounds the cost of a comparison.</summary>
    private const int MaxSlugLength = 100;

    private readonly ImmutableDictionary<Section, ImmutableArray<Article>> bySection;

    public ContentSnapshot(IEnumerable<Article> articles) =>
        bySection = articles.GroupBy(static article => article.Section)
            .ToImmutableDictionary(static group => group.Key, static group => Sort(group.Key, group));

    /// <summary>Null where the content root has none.</summary>
    public Changelog? Changelog { get; init; }

    public PictureSet Pictures { get; init; } = PictureSet.Empty;

    public ImmutableArray<Article> All => [.. Section.All.SelectMany(section => In(section))];

    /// <summary>The articles of a section: blog articles by date, newest first; others by cluster and then by date, oldest first.</summary>
    public ImmutableArray<Article> In(Section section) => bySection.GetValueOrDefault(section, []);

    public ImmutableArray<Article> Tagged(Section section, string tag) =>
        [.. In(section).Where(article => article.About.Tags.Contains(tag))];

    /// <summary>Every tag with the articles of both sections that have it, in alphabetical order.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<Article>> Tags => All
        .SelectMany(static article => article.About.Tags, static (article, tag) => (article, tag))
        .GroupBy(static use => use.tag, static use => use.article)
        .ToImmutableSortedDictionary(static group => group.Key, static group => group.ToImmutableArray(), StringComparer.Ordinal);

    public Article? Find(Section section, string slug) => In(section).FirstOrDefault(article => article.Slug == slug);

    /// <summary>The articles whose slug differs least from an unknown one, by at most half of its characters.</summary>
    public ImmutableArray<Article> Nearest(string slug) =>
    [
        .. All.Where(_ => slug.Length <= MaxSlugLength)
            .Select(article => (Article: article, Distance: EditDistance.Between(article.Slug, slug, char.ToLowerInvariant)))
            .Where(match => match.Distance <= slug.Length / 2)
            .OrderBy(static match => match.Distance)
            .Select(static match => match.Article)
            .Take(MaxSuggestions),
    ];

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
