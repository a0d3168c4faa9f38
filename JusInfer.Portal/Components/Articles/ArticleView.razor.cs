using System.Collections.Immutable;
using JusInfer.Portal.Content;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Articles;

/// <summary>One article of the blog or the docs. An unknown slug answers 404 with a list of the articles that exist.</summary>
public sealed partial class ArticleView
{
    private const int MaxRelated = 3;

    private Article? article;
    private Article? previous;
    private Article? next;
    private ImmutableArray<Article> related = [];

    /// <summary><c>blog</c> or <c>docs</c>.</summary>
    [Parameter, EditorRequired]
    public required string SectionName { get; set; }

    [Parameter, EditorRequired]
    public required string Slug { get; set; }

    /// <summary>Null only if the page is rendered without a request, as in component tests.</summary>
    [CascadingParameter]
    private HttpContext? HttpContext { get; set; }

    protected override void OnParametersSet()
    {
        var content = Library.Current;
        article = content.Find(Section.All.Single(section => section.Name == SectionName), Slug);
        if (article is null)
        {
            HttpContext?.AnswerNotFound();
            return;
        }

        (previous, next) = content.Around(article);
        related = content.RelatedTo(article, MaxRelated);
    }
}
