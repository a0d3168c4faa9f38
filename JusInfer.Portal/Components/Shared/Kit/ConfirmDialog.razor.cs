using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>States the consequence of an action and asks the user to confirm it.</summary>
public sealed partial class ConfirmDialog
{
    [Parameter, EditorRequired]
    public string Consequence { get; set; } = "";

    /// <summary>The text of the confirming button: a verb.</summary>
    [Parameter, EditorRequired]
    public string Action { get; set; } = "";

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;
}
