using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>
/// The form of a dialog: fields, a Cancel button and one action, which never runs twice at the same time. While it runs, the dialog stays open:
/// its result, such as a minted key, would be shown nowhere, and the end of the action would close another dialog.
/// </summary>
public sealed partial class DialogForm
{
    private bool busy;
    private ElementReference cancel;
    private ElementReference form;

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
    private IJSRuntime Runtime { get; set; } = default!;

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;

    [CascadingParameter]
    private DialogFrame? Frame { get; set; }

    protected override void OnInitialized()
    {
        if (Frame is not null) Frame.CanDismiss = () => !busy;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        if (Dangerous)
        {
            await cancel.TryFocusAsync();
            return;
        }

        // Unless the user is already in a field, or has closed the dialog meanwhile: its opener has the focus again, and the form is still in
        // the page for a moment.
        var closed = Dialogs.Closed;
        await using var module = new JavaScriptModule(Runtime, "/js/kit.js");
        if (await module.TryLoadAsync() && Dialogs.Closed == closed) await module.CallAsync("focusFirst", form);
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
}
