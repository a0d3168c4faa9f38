using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Articles;

/// <summary>The articles of one cluster, as cards on an <see cref="ArticleIndex"/>.</summary>
public sealed partial class ClusterSection
{
    [Parameter, EditorRequired]
    public required string Cluster { get; set; }

    /// <summary>The cards are narrow, for short texts.</summary>
    [Parameter]
    public bool IsCompact { get; set; }

    /// <summary>The cards: list items of the class <c>card</c>.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }
}
