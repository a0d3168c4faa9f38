using Microsoft.AspNetCore.Components;
using Radzen;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>Opens dialogs and says short things in passing. Pages know this, not the kit behind it.</summary>
internal sealed class Dialogs(DialogService dialogs, NotificationService notices)
{
    private readonly TaskCompletionSource host = new();

    /// <summary>Shows a component as a dialog and waits for its answer; the default of the type where it was dismissed.</summary>
    public async Task<TAnswer?> OpenAsync<TDialog, TAnswer>(string title, Dictionary<string, object?>? parameters = null)
        where TDialog : ComponentBase
    {
        await host.Task;
        // The kit would move the focus half a second late, away from whoever types already: fields and forms here take it themselves.
        var options = new DialogOptions
        {
            Width = "min(36rem, calc(100vw - 2rem))",
            ShowClose = false,
            CloseDialogOnEsc = false,
            AutoFocusFirstElement = false,
        };
        return await dialogs.OpenAsync<TDialog>(title, parameters, options) is TAnswer answer ? answer : default;
    }

    /// <summary>Asks before something that cannot be taken back.</summary>
    public Task<bool> ConfirmAsync(string title, string consequence, string action) =>
        OpenAsync<ConfirmDialog, bool>(
            title, new() { [nameof(ConfirmDialog.Consequence)] = consequence, [nameof(ConfirmDialog.Action)] = action });

    /// <summary>Closes the dialog on top with this answer.</summary>
    public void Close(object? answer = null) => dialogs.Close(answer);

    public void Say(string sentence) => Notify(NotificationSeverity.Success, sentence);

    public void Warn(string sentence) => Notify(NotificationSeverity.Error, sentence);

    internal void HostIsReady() => host.TrySetResult();

    private void Notify(NotificationSeverity severity, string sentence) =>
        notices.Notify(new NotificationMessage { Severity = severity, Summary = sentence, Duration = 5000 });
}
