using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>
/// The form of a dialog: fields, a Cancel button and one action, which never runs twice at the same time. While it runs, the dialog stays open:
/// its result, such as a minted key, would be shown nowhere, and the end of the action would close another dialog.
/// </summary>
public sealed partial class DialogForm
{
    private bool busy;

    /// <summary>What the user is told if the action ended with an exception, for example because the store cannot be reached.</summary>
    private string? fault;

    /// <summary>Whether the action has ended since the last rendering, and the dialog is still open.</summary>
    private bool hasEnded;

    private MudButton? cancel;
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
    private ILogger<DialogForm> Logger { get; set; } = default!;

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
        if (firstRender && Dangerous && cancel is not null)
        {
            await cancel.TryFocusAsync();
            return;
        }

        // Buttons lose the focus while the action runs.
        if (!firstRender && !hasEnded) return;
        hasEnded = false;

        // Unless the user is already in a field, or has closed the dialog meanwhile: its opener has the focus again, and the form is still in
        // the page for a moment.
        var closed = Dialogs.Closed;
        await using var module = new JavaScriptModule(Runtime, "/js/kit.js");
        if (await module.TryLoadAsync() && Dialogs.Closed == closed) await module.CallAsync("focusFirst", form);
    }

    private async Task SubmitAsync()
    {
        if (busy) return;
        (busy, fault) = (true, null);
        var closed = Dialogs.Closed;
        try
        {
            await OnSubmit.InvokeAsync();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogFailed(Logger, Action, error);
            fault = "The server could not complete this. Try again; if you cancel, check whether it was done.";
        }
        finally
        {
            (busy, hasEnded) = (false, Dialogs.Closed == closed);
        }
    }

    [LoggerMessage(LogEvents.DialogFailed, LogLevel.Error, "The action '{Action}' of a dialog failed. The dialog stays open.")]
    private static partial void LogFailed(ILogger logger, string action, Exception fault);
}
