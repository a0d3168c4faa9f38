using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Articles;

/// <summary>The frame of a page that lists articles as cards: title, introduction, list.</summary>
public sealed partial class ArticleIndex
{
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>One or two sentences below the title.</summary>
    [Parameter, EditorRequired]
    public RenderFragment? Introduction { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }
}
