using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>
/// Opens dialogs and shows notifications of the UI kit: one dialog at a time has the result of its action, and none is closed by
/// a click beside it.
/// </summary>
internal sealed class Dialogs(IDialogService dialogs, ISnackbar notifications)
{
    /// <summary>The time after which a panel that could not be updated tries again. Seconds.</summary>
    public const int RetrySeconds = 5;

    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Small, FullWidth = true };

    /// <summary>Completed while a page can show dialogs.</summary>
    private TaskCompletionSource host = new();

    private readonly List<DialogHost> hosts = [];

    private readonly Stack<IDialogReference> open = new();

    private readonly HashSet<object> outdated = new(ReferenceEqualityComparer.Instance);

    /// <summary>How many dialogs were closed.</summary>
    public int Closed { get; private set; }

    /// <summary>Whether a panel of the page could not be updated.</summary>
    public bool IsOutdated => outdated.Count > 0;

    /// <summary>The host that shows the dialogs; null if no page is shown.</summary>
    public DialogHost? Leader => hosts.Count == 0 ? null : hosts[0];

    /// <summary>Raised when <see cref="IsOutdated"/> or <see cref="Leader"/> changes.</summary>
    public event EventHandler? Changed;

    /// <summary>Whether the user was informed that the session acts for another team now. A page can have several panels that notice it.</summary>
    public bool HasAnnouncedSwitch { get; set; }

    /// <summary>Shows a component as a dialog and waits for its result.</summary>
    /// <returns>The default of the type if the user dismissed the dialog.</returns>
    public async Task<TResult?> OpenAsync<TDialog, TResult>(string title, Dictionary<string, object?>? parameters = null)
        where TDialog : ComponentBase
    {
        await host.Task;

        // Who waits for the result may move the focus, which the kit gives back when the dialog is removed.
        var removed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var content = new DialogParameters<DialogFrame>
        {
            { static it => it.OnRemoved, () => removed.TrySetResult() },
            { static it => it.Title, title },
            { static it => it.Content, typeof(TDialog) },
            { static it => it.Parameters, parameters! },
        };
        var dialog = await dialogs.ShowAsync<DialogFrame>(title, content, Options);
        open.Push(dialog);
        var end = await dialog.Result;
        await removed.Task;
        return end is { Data: TResult result } ? result : default;
    }

    /// <summary>Asks the user to confirm an action that cannot be undone, and performs it before the dialog closes.</summary>
    /// <param name="title">The question.</param>
    /// <param name="consequence">What the action does.</param>
    /// <param name="action">The text of the confirming button: a verb.</param>
    /// <param name="perform">Performs the action in the dialog, which shows the reason that it returns, or closes after null.</param>
    /// <returns>Whether the user has confirmed, and the action succeeded.</returns>
    public Task<bool> ConfirmAsync(string title, string consequence, string action, Func<Task<string?>> perform) =>
        OpenAsync<ConfirmDialog, bool>(title, new()
        {
            [nameof(ConfirmDialog.Consequence)] = consequence,
            [nameof(ConfirmDialog.Action)] = action,
            [nameof(ConfirmDialog.Perform)] = perform,
        });

    /// <summary>Closes the topmost dialog with this result.</summary>
    public void Close(object? result = null)
    {
        Closed++;
        if (open.TryPop(out var dialog)) dialog.Close(DialogResult.Ok(result));
    }

    public void NotifySuccess(string message) => Notify(Severity.Success, message);

    public void NotifyError(string message) => Notify(Severity.Error, message);

    /// <summary>Records whether a panel could not be updated.</summary>
    public void SetOutdated(object panel, bool isOutdated)
    {
        var before = IsOutdated;
        if (isOutdated) outdated.Add(panel);
        else outdated.Remove(panel);
        if (IsOutdated != before) Changed?.Invoke(this, EventArgs.Empty);
    }

    public void AddHost(DialogHost added) => hosts.Add(added);

    /// <summary>The leader can show dialogs.</summary>
    public void SetReady() => host.TrySetResult();

    /// <summary>A page that replaces another one may show its host before that of the other one is removed.</summary>
    public void RemoveHost(DialogHost removed)
    {
        var led = Leader == removed;
        hosts.Remove(removed);
        if (!led) return;
        host = new TaskCompletionSource();
        Changed?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>The message is text: the kit would render a string as HTML.</summary>
    private void Notify(Severity severity, string message) => notifications.Add(builder => builder.AddContent(0, message), severity);
}
