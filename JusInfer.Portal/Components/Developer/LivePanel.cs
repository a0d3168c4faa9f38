using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;

namespace JusInfer.Portal.Components.Developer;

/// <summary>
/// Base of a tab's interactive panel. It loads what the signed-in member may see and loads it again, at most twice a second, when the
/// team's usage or access changes, or when this node may have missed such a change. It keeps to the team that the page names: after a switch in another tab, it shows and changes
/// nothing more, and says so.
/// </summary>
public abstract class LivePanel : ComponentBase, IDisposable
{
    private static readonly TimeSpan MinRefreshInterval = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource disposed = new();
    private readonly List<IDisposable> subscriptions = [];
    private Coalescer? refresh;

    /// <summary>Whether the person was told that the session acts for another team now.</summary>
    private bool toldOfSwitch;

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
    private SignedInResolver Resolver { get; set; } = default!;

    [Inject]
    private Signal<UsageChanged> UsageSignal { get; set; } = default!;

    [Inject]
    private Signal<AccessChanged> AccessSignal { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    /// <summary>Canceled when the user leaves the page. Kept, because a page can be left before its first answer from the browser, which disposes of the source.</summary>
    private protected CancellationToken Disposed { get; }

    /// <summary>The signed-in member as of the last load; null before it, and after the member was removed from the team.</summary>
    private protected Member? Me { get; private set; }

    /// <summary>The base address that clients use, without a trailing slash.</summary>
    private protected string Origin => Navigation.BaseUri.TrimEnd('/');

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Reads the signed-in member again, so that an action is authorized by the member's current role.</summary>
    private protected async Task<Member?> ReadMemberAsync() =>
        Me = (await Resolver.ResolveAsync((await Authentication).User, Disposed))?.Member;

    /// <summary>Whether new usage refreshes the panel.</summary>
    private protected virtual bool FollowsUsage => true;

    private protected abstract Task LoadAsync(Member me);

    private protected async Task ReloadAsync()
    {
        if (await ReadMemberAsync() is { } me) await LoadAsync(me);
        else await LeaveAsync();
    }

    /// <summary>Loads again soon, for a reason of the panel's own. Can be called from any thread.</summary>
    private protected void RequestRefresh() => refresh?.Request();

    protected override async Task OnInitializedAsync()
    {
        await using (var page = new JavaScriptModule(Runtime, "/js/team.js"))
        {
            if (TenantId.TryParse(await page.ReadAsync("shown"), out var shown)) Resolver.SetPageTeam(shown);
        }

        if (Disposed.IsCancellationRequested) return;
        if (await ReadMemberAsync() is not { } me)
        {
            await LeaveAsync();
            return;
        }

        if (Disposed.IsCancellationRequested) return;
        refresh = new Coalescer(MinRefreshInterval, Time, RefreshAsync);
        subscriptions.Add(UsageSignal.Subscribe(change => RequestRefresh(member => FollowsUsage && change.Concerns(member.TenantId))));
        subscriptions.Add(AccessSignal.Subscribe(change => RequestRefresh(member => change.Concerns(member.TenantId))));
        await LoadAsync(me);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        foreach (var subscription in subscriptions) subscription.Dispose();
        refresh?.Dispose();
        disposed.Cancel();
        disposed.Dispose();
    }

    /// <summary>Leaves the page after the session has ended. After a switch of teams the page stays, because the switch is itself on its way to another page.</summary>
    private async Task LeaveAsync()
    {
        if (SessionClaims.Of((await Authentication).User) is not { } claims || await Resolver.FindSwitchedAsync(claims, Disposed) is not { } current) Navigation.NavigateTo("/login", forceLoad: true);
        else if (!toldOfSwitch)
        {
            toldOfSwitch = true;
            _ = TellOfSwitchAsync(current.Name);
        }
    }

    private async Task TellOfSwitchAsync(string team)
    {
        if (await Notices.ConfirmAsync($"You switched to {team}", "This page is of another team and is no longer updated. Nothing that you do here is saved.", $"Continue with {team}"))
            Navigation.NavigateTo(Navigation.Uri, forceLoad: true);
    }

    private void RequestRefresh(Predicate<Member> concerns)
    {
        if (Me is { } member && concerns(member)) refresh?.Request();
    }

    private Task RefreshAsync() => InvokeAsync(async () =>
    {
        try
        {
            await ReloadAsync();
            StateHasChanged();
        }
        catch (Exception) when (Disposed.IsCancellationRequested)
        {
            // The user left the page while it was loading.
        }
        catch (Exception error)
        {
            await DispatchExceptionAsync(error);
        }
    });
}
