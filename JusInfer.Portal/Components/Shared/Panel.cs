using JusInfer.Portal.Accounts;
using JusInfer.Portal.Components.Account;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;

namespace JusInfer.Portal.Components.Shared;

/// <summary>
/// Base of an interactive panel. It loads what the signed-in user may see before it is rendered, and loads it again, at most twice a second,
/// when it is asked to. If it cannot load again, it keeps what it shows, and the page's <see cref="DialogHost"/> says so until a later attempt
/// succeeds. It leaves the page when the user may no longer see it.
/// </summary>
public abstract partial class Panel : ComponentBase, IDisposable
{
    private static readonly TimeSpan MinRefreshInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(Dialogs.RetrySeconds);

    private readonly CancellationTokenSource disposed = new();
    private readonly List<IDisposable> kept = [];
    private Coalescer? refresh;
    private ITimer? retry;

    /// <summary>The first load; null before it.</summary>
    private Task? initial;

    /// <summary>Ends when the load that was started last has ended.</summary>
    private Task lastLoad = Task.CompletedTask;

    private protected Panel() => Disposed = disposed.Token;

    [Inject]
    private protected TimeProvider Time { get; set; } = default!;

    [Inject]
    private protected NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private protected Dialogs Dialogs { get; set; } = default!;

    [Inject]
    private protected SignedInResolver Resolver { get; set; } = default!;

    [Inject]
    private protected Signal<AccessChanged> AccessSignal { get; set; } = default!;

    [Inject]
    private protected IJSRuntime Runtime { get; set; } = default!;

    [Inject]
    private IStepUpAuthentication StepUp { get; set; } = default!;

    [Inject]
    private ILogger<Panel> Logger { get; set; } = default!;

    [CascadingParameter]
    private protected Task<AuthenticationState> Authentication { get; set; } = default!;

    /// <summary>The request of the page while it is prerendered; null in a circuit.</summary>
    [CascadingParameter]
    private protected HttpContext? Http { get; set; }

    /// <summary>
    /// Canceled when the user leaves the page. Kept, because a page can be left before its first answer from the browser, which disposes of
    /// the source.
    /// </summary>
    private protected CancellationToken Disposed { get; }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Reads the signed-in user again, so that an action is authorized by the current role.</summary>
    /// <returns>Null for a user who may not see the panel, or no longer.</returns>
    private protected abstract Task<UserId?> ReadUserAsync();

    /// <summary>Loads what is shown for the user who was just read.</summary>
    private protected abstract Task LoadAsync();

    /// <summary>Leaves the page of a user who may not see it.</summary>
    private protected abstract Task LeaveAsync();

    /// <summary>Starts to follow what makes the panel load again. What that takes is handed to <see cref="Keep"/>. Only in a circuit.</summary>
    private protected abstract void Follow();

    /// <summary>
    /// Whether the panel is rendered before it has loaded, too. For one that appears later than its page, whose first rendering replaces
    /// nothing: if it came in late, it would move what the user is about to click.
    /// </summary>
    private protected virtual bool IsShownWhileLoading => false;

    /// <summary>Keeps a timer or subscription of the panel's own until the user leaves the page.</summary>
    private protected void Keep(IDisposable resource) => kept.Add(resource);

    /// <summary>Loads again soon. Can be called from any thread.</summary>
    private protected void RequestRefresh() => refresh?.Request();

    /// <summary>
    /// Loads again. A fault, for example of the store while it restarts, does not end the page, on which a dialog can be open: what is shown
    /// stays, and it is loaded later.
    /// </summary>
    private protected async Task ReloadAsync()
    {
        if (Disposed.IsCancellationRequested) return;
        try
        {
            await LoadInTurnAsync(async () =>
            {
                if (await ReadUserAsync() is null) await LeaveAsync();
                else await LoadAsync();
            });
            Dialogs.SetOutdated(this, false);
        }
        catch (Exception) when (Disposed.IsCancellationRequested)
        {
            // The user left the page while it was loading.
        }
        catch (Exception fault)
        {
            LogNotUpdated(Logger, Dialogs.RetrySeconds, fault);
            retry ??= Time.CreateTimer(_ => RequestRefresh(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            retry.Change(RetryInterval, Timeout.InfiniteTimeSpan);
            Dialogs.SetOutdated(this, true);
        }
    }

    /// <summary>
    /// Leads to the confirmation with the second factor before the dialog of a protected action opens, if it is due: what is typed would be
    /// lost on the way. The service asks again.
    /// </summary>
    private protected async Task<bool> ConfirmsFirstAsync()
    {
        if (await ReadUserAsync() is not { } user || await StepUp.CheckAsync(user, Disposed) is null) return false;
        Confirm();
        return true;
    }

    /// <summary>Leads to the confirmation with the second factor, and back.</summary>
    private protected void Confirm() =>
        Navigation.NavigateTo(ConfirmPage.AddressFor(new Uri(Navigation.Uri).PathAndQuery), forceLoad: true);

    /// <summary>
    /// Loads before the first rendering: the circuit's first rendering replaces what was prerendered, so it must not be a panel
    /// that is still loading.
    /// </summary>
    public override Task SetParametersAsync(ParameterView parameters)
    {
        if (initial is { IsCompletedSuccessfully: true }) return base.SetParametersAsync(parameters);
        parameters.SetParameterProperties(this);
        initial ??= StartAsync();
        return IsShownWhileLoading ? RenderAroundAsync(parameters, initial) : RenderAfterAsync(initial);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        await using var page = new JavaScriptModule(Runtime, "/js/team.js");
        await page.CallAsync("ready");
    }

    /// <summary>What precedes the first load in a circuit.</summary>
    private protected virtual Task PrepareAsync() => Task.CompletedTask;

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        foreach (var resource in kept) resource.Dispose();
        refresh?.Dispose();
        retry?.Dispose();
        Dialogs.SetOutdated(this, false);
        disposed.Cancel();
        disposed.Dispose();
    }

    private async Task RenderAfterAsync(Task load)
    {
        await load;
        if (!Disposed.IsCancellationRequested) await base.SetParametersAsync(ParameterView.Empty);
    }

    private async Task RenderAroundAsync(ParameterView parameters, Task load)
    {
        await base.SetParametersAsync(parameters);
        await load;
        if (!Disposed.IsCancellationRequested) StateHasChanged();
    }

    private async Task StartAsync()
    {
        if (Http is null) await PrepareAsync();
        if (Disposed.IsCancellationRequested) return;
        if (await ReadUserAsync() is null)
        {
            await LeaveAsync();
            return;
        }

        if (Disposed.IsCancellationRequested) return;
        if (Http is null)
        {
            refresh = new Coalescer(MinRefreshInterval, Time, RefreshAsync);
            Follow();
        }

        await LoadInTurnAsync(LoadAsync);
    }

    private Task RefreshAsync() => InvokeAsync(async () =>
    {
        await ReloadAsync();
        if (!Disposed.IsCancellationRequested) StateHasChanged();
    });

    /// <summary>Loads after the loads that were started before have ended, so that no older result replaces a newer one.</summary>
    private async Task LoadInTurnAsync(Func<Task> load)
    {
        var (previous, end) = (lastLoad, new TaskCompletionSource());
        lastLoad = end.Task;
        await previous;
        try
        {
            await load();
        }
        finally
        {
            end.SetResult();
        }
    }

    [LoggerMessage(
        LogEvents.PanelNotUpdated, LogLevel.Warning, "A page of the portal could not be updated. It tries again in {Seconds} seconds.")]
    private static partial void LogNotUpdated(ILogger logger, int seconds, Exception fault);
}
