using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>A dialog of the UI kit with a heading of the second level, where the kit has one of the sixth.</summary>
public sealed partial class DialogFrame : IDisposable
{
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>The component in the dialog, and its parameters.</summary>
    [Parameter, EditorRequired]
    public Type Content { get; set; } = default!;

    [Parameter]
    public IDictionary<string, object>? Parameters { get; set; }

    /// <summary>Called when the dialog is no longer in the page, and has given the focus back.</summary>
    [Parameter, EditorRequired]
    public Action OnRemoved { get; set; } = default!;

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;

    /// <summary>Whether Escape closes the dialog now. Its form sets it; a secret that is shown once has none.</summary>
    internal Func<bool> CanDismiss { get; set; } = static () => false;

    public void Dispose() => OnRemoved();

    private void CloseOnEscape(KeyboardEventArgs key)
    {
        if (key.Key == "Escape" && CanDismiss()) Dialogs.Close();
    }
}
