using Microsoft.AspNetCore.Components;
using Radzen;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>Opens dialogs and shows notifications. Pages depend on this class, not on the UI kit behind it.</summary>
internal sealed class Dialogs(DialogService dialogs, NotificationService notifications)
{
    private const double NotificationMilliseconds = 5000;

    private readonly TaskCompletionSource host = new();

    /// <summary>Shows a component as a dialog and waits for its result.</summary>
    /// <returns>The default of the type if the user dismissed the dialog.</returns>
    public async Task<TResult?> OpenAsync<TDialog, TResult>(string title, Dictionary<string, object?>? parameters = null)
        where TDialog : ComponentBase
    {
        await host.Task;

        // The kit moves the focus half a second late, while the user may already be typing: the fields of a dialog take the focus
        // themselves.
        var options = new DialogOptions
        {
            Width = "min(36rem, calc(100vw - 2rem))",
            ShowClose = false,
            CloseDialogOnEsc = false,
            AutoFocusFirstElement = false,
        };
        return await dialogs.OpenAsync<TDialog>(title, parameters, options) is TResult result ? result : default;
    }

    /// <summary>Asks the user to confirm an action that cannot be undone.</summary>
    public Task<bool> ConfirmAsync(string title, string consequence, string action) =>
        OpenAsync<ConfirmDialog, bool>(
            title, new() { [nameof(ConfirmDialog.Consequence)] = consequence, [nameof(ConfirmDialog.Action)] = action });

    /// <summary>Closes the topmost dialog with this result.</summary>
    public void Close(object? result = null) => dialogs.Close(result);

    public void NotifySuccess(string message) => Notify(NotificationSeverity.Success, message);

    public void NotifyError(string message) => Notify(NotificationSeverity.Error, message);

    internal void HostIsReady() => host.TrySetResult();

    private void Notify(NotificationSeverity severity, string message) =>
        notifications.Notify(new NotificationMessage { Severity = severity, Summary = message, Duration = NotificationMilliseconds });
}
