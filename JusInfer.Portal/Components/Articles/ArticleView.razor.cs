using System.Collections.Immutable;
using JusInfer.Portal.Content;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Articles;

/// <summary>One article of either section; a helpful 404 where there is none of that name.</summary>
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

    /// <summary>Absent only where the page is rendered without a request, as in tests.</summary>
    [CascadingParameter]
    private HttpContext? HttpContext { get; set; }

    protected override void OnParametersSet()
    {
        var content = Library.Current;
        article = content.Find(Section.All.Single(section => section.Name == SectionName), Slug);
        if (article is null)
        {
            HttpContext?.Response.OnStarting(Refuse, HttpContext.Response);
            return;
        }

        (previous, next) = content.Around(article);
        related = content.RelatedTo(article, MaxRelated);
    }

    /// <summary>Said at the last moment: a page that is already 404 while it renders is thrown away in favour of the general one.</summary>
    private static Task Refuse(object response)
    {
        ((HttpResponse)response).StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
