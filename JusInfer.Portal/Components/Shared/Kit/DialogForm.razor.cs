using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>The form of a dialog: fields, a Cancel button and one action, which never runs twice at the same time.</summary>
public sealed partial class DialogForm
{
    private bool busy;
    private ElementReference cancel;

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>The text of the submit button: a verb.</summary>
    [Parameter, EditorRequired]
    public string Action { get; set; } = "";

    /// <summary>Whether the action cannot be undone: then the Cancel button takes the focus.</summary>
    [Parameter]
    public bool Dangerous { get; set; }

    /// <summary>Why the action failed, if the reason is not a field.</summary>
    [Parameter]
    public string? Error { get; set; }

    [Parameter, EditorRequired]
    public EventCallback OnSubmit { get; set; }

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && Dangerous) await cancel.TryFocusAsync();
    }

    private async Task SubmitAsync()
    {
        if (busy) return;
        busy = true;
        try
        {
            await OnSubmit.InvokeAsync();
        }
        finally
        {
            busy = false;
        }
    }

    private void CloseOnEscape(KeyboardEventArgs key)
    {
        if (key.Key == "Escape") Dialogs.Close();
    }
}
