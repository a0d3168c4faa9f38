using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>
/// States the consequence of an action, asks the user to confirm it, and performs it. The dialog stays open until it has succeeded.
/// </summary>
public sealed partial class ConfirmDialog
{
    private string? error;

    [Parameter, EditorRequired]
    public string Consequence { get; set; } = "";

    /// <summary>The text of the confirming button: a verb.</summary>
    [Parameter, EditorRequired]
    public string Action { get; set; } = "";

    /// <summary>Performs the action and returns why it failed; null if it succeeded.</summary>
    [Parameter, EditorRequired]
    public Func<Task<string?>> Perform { get; set; } = default!;

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;

    private async Task PerformAsync()
    {
        error = await Perform();
        if (error is null) Dialogs.Close(true);
    }
}
