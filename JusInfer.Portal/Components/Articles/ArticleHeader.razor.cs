using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Articles;

/// <summary>The top of an article: a link to the list that it is from, the title, and what it is about.</summary>
public sealed partial class ArticleHeader
{
    /// <summary>The address of the list.</summary>
    [Parameter, EditorRequired]
    public required string Up { get; set; }

    [Parameter, EditorRequired]
    public required string UpText { get; set; }

    [Parameter, EditorRequired]
    public required string Title { get; set; }

    [Parameter, EditorRequired]
    public required string Lead { get; set; }

    /// <summary>The details below: date, author, tags, other formats.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }
}
