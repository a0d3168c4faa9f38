using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Layout;

/// <summary>The header and footer of public pages.</summary>
public sealed partial class SiteFrame
{
    [Parameter, EditorRequired]
    public RenderFragment ChildContent { get; set; } = default!;
}
