using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>
/// The way from one page of a list, newest first, to the next one and back to the first. The kit's pagination needs the number of pages,
/// which lists with keyset paging do not have.
/// </summary>
public sealed partial class PageLinks
{
    /// <summary>The address of the first page; null on it.</summary>
    [Parameter, EditorRequired]
    public string? Newest { get; set; }

    /// <summary>The address of the next page; null on the last one.</summary>
    [Parameter, EditorRequired]
    public string? Older { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }
}
