using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer;

/// <summary>
/// Base of a tab's interactive panel. It loads what the signed-in member may see again when the team's usage, access, budgets, wallet or
/// alerts change, or when this node may have missed such a change. It keeps to the team that the page names: after a switch in another tab,
/// it shows and changes nothing more, and says so.
/// </summary>
public abstract class LivePanel : Panel
{
    [Inject]
    private Signal<UsageChanged> UsageSignal { get; set; } = default!;

    [Inject]
    private Signal<BudgetsChanged> BudgetSignal { get; set; } = default!;

    [Inject]
    private Signal<WalletChanged> WalletSignal { get; set; } = default!;

    [Inject]
    private Signal<AlertRaised> AlertSignal { get; set; } = default!;

    /// <summary>The signed-in member as of the last load; null before it, and after the member was removed from the team.</summary>
    private protected Member? Me { get; private set; }

    /// <summary>Whether the signed-in person operates the installation, as of the last load.</summary>
    private protected bool IsOperator { get; private set; }

    /// <summary>The base address that clients use, without a trailing slash.</summary>
    private protected string Origin => Navigation.BaseUri.TrimEnd('/');

    /// <summary>Whether new usage refreshes the panel.</summary>
    private protected virtual bool FollowsUsage => true;

    /// <summary>Whether changed budgets, a changed wallet and new alerts refresh the panel.</summary>
    private protected virtual bool FollowsSpendControls => true;

    private protected abstract Task LoadAsync(Member me);

    private protected sealed override async Task<UserId?> ReadUserAsync() => (await ReadMemberAsync())?.UserId;

    private protected sealed override Task LoadAsync() => Me is { } me ? LoadAsync(me) : Task.CompletedTask;

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
        string title, string consequence, string action, Func<Member, Task<RequestError?>> perform) => Dialogs.ConfirmAsync(
        title,
        consequence,
        action,
        async () => await ReadMemberAsync() is { } me ? (await perform(me))?.Reason : ActionDialog.SignedOut);

    private protected sealed override async Task PrepareAsync()
    {
        await using var page = new JavaScriptModule(Runtime, "/js/team.js");
        if (TeamId.TryParse(await page.ReadAsync("shown"), out var shown)) Resolver.SetPageTeam(shown);
    }

    private protected sealed override void Follow()
    {
        Dialogs.HasAnnouncedSwitch = false; // The page is of the session's team, so the next switch is another one.
        Keep(UsageSignal.Subscribe(change => RefreshFor(member => FollowsUsage && change.Concerns(member.TeamId))));
        Keep(AccessSignal.Subscribe(change => RefreshFor(member => change.Concerns(member.TeamId))));
        Keep(BudgetSignal.Subscribe(change => RefreshFor(member => FollowsSpendControls && change.Team == member.TeamId)));
        Keep(WalletSignal.Subscribe(change => RefreshFor(member => FollowsSpendControls && change.Team == member.TeamId)));
        Keep(AlertSignal.Subscribe(change => RefreshFor(member => FollowsSpendControls && change.Team == member.TeamId)));
    }

    /// <summary>Leaves the page after the session has ended. After a switch of teams the page stays, because the switch is itself on its way to another page.</summary>
    private protected sealed override async Task LeaveAsync()
    {
        if (SignInClaims.From((await Authentication).User) is not { } claims || await Resolver.FindSwitchedAsync(claims, Disposed) is not { } current) Navigation.NavigateTo("/login", forceLoad: true);
        else if (!Dialogs.HasAnnouncedSwitch)
        {
            Dialogs.HasAnnouncedSwitch = true;
            _ = AnnounceSwitchAsync(current.Name);
        }
    }

    private async Task AnnounceSwitchAsync(string team) => await Dialogs.ConfirmAsync(
        $"You switched to {team}",
        "This page is of another team and is no longer updated. Nothing that you do here is saved.",
        $"Continue with {team}",
        () =>
        {
            Navigation.NavigateTo(Navigation.Uri, forceLoad: true);
            return Task.FromResult<string?>(null);
        });

    private void RefreshFor(Predicate<Member> concerns)
    {
        if (Me is { } member && concerns(member)) RequestRefresh();
    }
}
