using System.Collections.Immutable;
using JusInfer.Portal.Content;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Articles;

/// <summary>All tags, or the articles of both sections that have one tag. An unknown tag answers 404 with the tags that exist.</summary>
public sealed partial class TagsPage
{
    private ImmutableSortedDictionary<string, ImmutableArray<Article>> tags = ImmutableSortedDictionary<string, ImmutableArray<Article>>.Empty;
    private ImmutableArray<Article> articles = [];

    /// <summary>Null for the list of tags.</summary>
    [Parameter]
    public string? Tag { get; set; }

    /// <summary>Null only if the page is rendered without a request, as in component tests.</summary>
    [CascadingParameter]
    private HttpContext? HttpContext { get; set; }

    private string Title => Tag is null ? "Tags" : $"Tag: {Tag}";

    protected override void OnParametersSet()
    {
        tags = Library.Current.Tags;
        articles = Tag is not null && tags.TryGetValue(Tag, out var tagged) ? tagged : [];
        if (Tag is not null && articles.IsEmpty) HttpContext?.AnswerNotFound();
    }
}
