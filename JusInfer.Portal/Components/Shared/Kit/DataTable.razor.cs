using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>
/// A table that scrolls inside its frame, with one line a row, 36 px high, unless the page says otherwise. The kit's tables have no row
/// headers and keep their state to themselves; here the page writes header and rows, with row headers, and has sort, filters and position
/// in its address.
/// </summary>
public sealed partial class DataTable
{
    private ElementReference frame;

    /// <summary>What the rows are, for screen readers.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    /// <summary>Whether rows are 48 px high.</summary>
    [Parameter]
    public bool Tall { get; set; }

    /// <summary>Whether cells can have several lines.</summary>
    [Parameter]
    public bool Wraps { get; set; }

    [Parameter]
    public bool Hidden { get; set; }

    /// <summary>The header and the rows.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>Moves the focus to the table, after the focused row was removed.</summary>
    public Task FocusAsync() => frame.TryFocusAsync();
}
