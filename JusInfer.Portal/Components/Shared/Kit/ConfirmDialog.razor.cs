using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>Says what will happen and asks whether it shall.</summary>
public sealed partial class ConfirmDialog
{
    [Parameter, EditorRequired]
    public string Consequence { get; set; } = "";

    /// <summary>What the button does: a verb.</summary>
    [Parameter, EditorRequired]
    public string Action { get; set; } = "";

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;
}
