using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>
/// The menu of a row: a popover of the browser, which opens without a round trip. An action closes it, and the button of the menu has the
/// focus again before the action opens a dialog, so that the focus returns there. The kit's menus have
/// a popover each also while they are closed (<c>KitControlsTests</c>).
/// </summary>
public sealed partial class RowMenu
{
    /// <summary>Unique on the page.</summary>
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    /// <summary>What the menu is for, such as "Actions for ada@example.com".</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    /// <summary>Without any, nothing is rendered.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<RowAction> Actions { get; set; } = [];
}
