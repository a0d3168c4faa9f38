using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;

namespace JusInfer.Portal.Components.Developer;

/// <summary>
/// Base of a tab's interactive panel. It loads what the signed-in member may see and loads it again, at most twice a second, when the
/// team's usage, access, budgets, wallet or alerts change, or when this node may have missed such a change. If it cannot load again, it keeps
/// what it shows, and the page's <see cref="DialogHost"/> says so until a later attempt succeeds. It keeps to the team that the page names: after a switch in another tab, it
/// shows and changes nothing more, and says so.
/// </summary>
public abstract partial class LivePanel : ComponentBase, IDisposable
{
    private static readonly TimeSpan MinRefreshInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(Dialogs.RetrySeconds);

    private readonly CancellationTokenSource disposed = new();
    private readonly List<IDisposable> subscriptions = [];
    private Coalescer? refresh;
    private ITimer? retry;

    /// <summary>The first load; null before it.</summary>
    private Task? initial;

    /// <summary>Ends when the load that was started last has ended.</summary>
    private Task lastLoad = Task.CompletedTask;

    private protected LivePanel() => Disposed = disposed.Token;

    [Inject]
    private protected TimeProvider Time { get; set; } = default!;

    [Inject]
    private protected NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private IJSRuntime Runtime { get; set; } = default!;

    [Inject]
    private Dialogs Notices { get; set; } = default!;

    [Inject]
    private ILogger<LivePanel> Logger { get; set; } = default!;

    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    [Inject]
    private Signal<UsageChanged> UsageSignal { get; set; } = default!;

    [Inject]
    private Signal<AccessChanged> AccessSignal { get; set; } = default!;

    [Inject]
    private Signal<BudgetsChanged> BudgetSignal { get; set; } = default!;

    [Inject]
    private Signal<WalletChanged> WalletSignal { get; set; } = default!;

    [Inject]
    private Signal<AlertRaised> AlertSignal { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    /// <summary>The request of the page while it is prerendered; null in a circuit.</summary>
    [CascadingParameter]
    private HttpContext? Http { get; set; }

    /// <summary>Canceled when the user leaves the page. Kept, because a page can be left before its first answer from the browser, which disposes of the source.</summary>
    private protected CancellationToken Disposed { get; }

    /// <summary>The signed-in member as of the last load; null before it, and after the member was removed from the team.</summary>
    private protected Member? Me { get; private set; }

    /// <summary>Whether the signed-in person operates the installation, as of the last load.</summary>
    private protected bool IsOperator { get; private set; }

    /// <summary>The base address that clients use, without a trailing slash.</summary>
    private protected string Origin => Navigation.BaseUri.TrimEnd('/');

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Reads the signed-in member again, so that an action is authorized by the member's current role.</summary>
    private protected async Task<Member?> ReadMemberAsync()
    {
        var signedIn = await Resolver.ResolveAsync((await Authentication).User, Disposed);
        IsOperator = signedIn is { IsOperator: true };
        return Me = signedIn?.Member;
    }

    /// <summary>
    /// Asks the user to confirm an action that cannot be undone, and performs it as the signed-in member before the dialog closes.
    /// </summary>
    /// <param name="title">The question.</param>
    /// <param name="consequence">What the action does.</param>
    /// <param name="action">The text of the confirming button: a verb.</param>
    /// <param name="perform">Performs the action. The dialog shows why it failed, and closes after null.</param>
    /// <returns>Whether the user has confirmed, and the action succeeded.</returns>
    private protected Task<bool> ConfirmAsync(
        string title, string consequence, string action, Func<Member, Task<RequestError?>> perform) => Notices.ConfirmAsync(
        title,
        consequence,
        action,
        async () => await ReadMemberAsync() is { } me ? (await perform(me))?.Reason : ActionDialog.SignedOut);

    /// <summary>Whether new usage refreshes the panel.</summary>
    private protected virtual bool FollowsUsage => true;

    /// <summary>Whether changed budgets, a changed wallet and new alerts refresh the panel.</summary>
    private protected virtual bool FollowsSpendControls => true;

    /// <summary>
    /// Whether the panel is rendered before it has loaded, too. For one that appears later than its page, whose first rendering replaces
    /// nothing: if it came in late, it would move what the user is about to click.
    /// </summary>
    private protected virtual bool IsShownWhileLoading => false;

    private protected abstract Task LoadAsync(Member me);

    /// <summary>Loads again. A fault, for example of the store while it restarts, does not end the page, on which a dialog can be open: what is shown stays, and it is loaded later.</summary>
    private protected async Task ReloadAsync()
    {
        try
        {
            await LoadInTurnAsync(async () =>
            {
                if (await ReadMemberAsync() is { } me) await LoadAsync(me);
                else await LeaveAsync();
            });
            Notices.SetOutdated(this, false);
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
            Notices.SetOutdated(this, true);
        }
    }

    /// <summary>Loads again soon, for a reason of the panel's own. Can be called from any thread.</summary>
    private protected void RequestRefresh() => refresh?.Request();

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
        if (Http is null)
        {
            await using var page = new JavaScriptModule(Runtime, "/js/team.js");
            if (TeamId.TryParse(await page.ReadAsync("shown"), out var shown)) Resolver.SetPageTeam(shown);
        }

        if (Disposed.IsCancellationRequested) return;
        if (await ReadMemberAsync() is not { } me)
        {
            await LeaveAsync();
            return;
        }

        if (Disposed.IsCancellationRequested) return;
        if (Http is null) Follow();
        await LoadInTurnAsync(() => LoadAsync(me));
    }

    private void Follow()
    {
        Notices.HasAnnouncedSwitch = false; // The page is of the session's team, so the next switch is another one.
        refresh = new Coalescer(MinRefreshInterval, Time, RefreshAsync);
        subscriptions.Add(UsageSignal.Subscribe(change => RequestRefresh(member => FollowsUsage && change.Concerns(member.TeamId))));
        subscriptions.Add(AccessSignal.Subscribe(change => RequestRefresh(member => change.Concerns(member.TeamId))));
        subscriptions.Add(BudgetSignal.Subscribe(change => RequestRefresh(member => FollowsSpendControls && change.Team == member.TeamId)));
        subscriptions.Add(WalletSignal.Subscribe(change => RequestRefresh(member => FollowsSpendControls && change.Team == member.TeamId)));
        subscriptions.Add(AlertSignal.Subscribe(change => RequestRefresh(member => FollowsSpendControls && change.Team == member.TeamId)));
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        foreach (var subscription in subscriptions) subscription.Dispose();
        refresh?.Dispose();
        retry?.Dispose();
        Notices.SetOutdated(this, false);
        disposed.Cancel();
        disposed.Dispose();
    }

    /// <summary>Leaves the page after the session has ended. After a switch of teams the page stays, because the switch is itself on its way to another page.</summary>
    private async Task LeaveAsync()
    {
        if (SignInClaims.From((await Authentication).User) is not { } claims || await Resolver.FindSwitchedAsync(claims, Disposed) is not { } current) Navigation.NavigateTo("/login", forceLoad: true);
        else if (!Notices.HasAnnouncedSwitch)
        {
            Notices.HasAnnouncedSwitch = true;
            _ = AnnounceSwitchAsync(current.Name);
        }
    }

    private async Task AnnounceSwitchAsync(string team) => await Notices.ConfirmAsync(
        $"You switched to {team}",
        "This page is of another team and is no longer updated. Nothing that you do here is saved.",
        $"Continue with {team}",
        () =>
        {
            Navigation.NavigateTo(Navigation.Uri, forceLoad: true);
            return Task.FromResult<string?>(null);
        });

    private void RequestRefresh(Predicate<Member> concerns)
    {
        if (Me is { } member && concerns(member)) refresh?.Request();
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

    [LoggerMessage(LogEvents.PanelNotUpdated, LogLevel.Warning, "A page of the developer area could not be updated. It tries again in {Seconds} seconds.")]
    private static partial void LogNotUpdated(ILogger logger, int seconds, Exception fault);
}
