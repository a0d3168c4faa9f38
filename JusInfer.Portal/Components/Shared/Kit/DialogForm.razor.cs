using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>The body of a dialog that asks for something: fields, a way out, one action that runs once at a time.</summary>
public sealed partial class DialogForm
{
    private bool busy;
    private ElementReference cancel;

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>What the button does: a verb.</summary>
    [Parameter, EditorRequired]
    public string Action { get; set; } = "";

    /// <summary>It cannot be taken back: the way out has the focus.</summary>
    [Parameter]
    public bool Dangerous { get; set; }

    /// <summary>Why the action did not happen, where no single field is to blame.</summary>
    [Parameter]
    public string? Fault { get; set; }

    [Parameter, EditorRequired]
    public EventCallback OnSubmit { get; set; }

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && Dangerous) await cancel.FocusAsync();
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

    private void CloseOnEscape(KeyboardEventArgs pressed)
    {
        if (pressed.Key == "Escape") Dialogs.Close();
    }
}
