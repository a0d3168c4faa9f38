using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Components.Shared;

namespace JusInfer.Portal.Components.Operator;

/// <summary>
/// Base of an operator's interactive panel. What this node has in memory is read every two seconds, what is in the store when the panel asks
/// for it.
/// </summary>
public abstract class OperatorPanel : Panel
{
    private static readonly TimeSpan ReadInterval = TimeSpan.FromSeconds(2);

    /// <summary>The signed-in operator, read again, in whichever team; null if the user is no longer one.</summary>
    private protected async Task<SignedIn?> FindOperatorAsync() =>
        SignInClaims.From((await Authentication).User) is { } claims && await Resolver.ResolveAsync(claims, CancellationToken.None) is { IsOperator: true } me ? me : null;

    /// <summary>Reads what this node has in memory. It must not wait for the store.</summary>
    private protected virtual void Read()
    {
    }

    /// <summary>Reads what is shown from the store.</summary>
    private protected virtual Task ReadStoreAsync() => Task.CompletedTask;

    /// <summary>Asks the user to confirm an action, and performs it as the signed-in operator before the dialog closes.</summary>
    /// <param name="title">The question.</param>
    /// <param name="consequence">What the action does.</param>
    /// <param name="action">The text of the confirming button: a verb.</param>
    /// <param name="perform">Performs the action. The dialog shows why it failed, and closes after null.</param>
    /// <returns>Whether the user has confirmed, and the action succeeded.</returns>
    private protected Task<bool> ConfirmAsync(string title, string consequence, string action, Func<UserId, Task<RequestError?>> perform) =>
        Dialogs.ConfirmAsync(
            title,
            consequence,
            action,
            async () => await FindOperatorAsync() is { } me ? (await perform(me.UserId))?.Reason : ActionDialog.NotOperator);

    private protected void Refresh()
    {
        if (Disposed.IsCancellationRequested) return;
        Read();
        StateHasChanged();
    }

    private protected sealed override async Task<UserId?> ReadUserAsync() => (await FindOperatorAsync())?.UserId;

    private protected sealed override async Task LoadAsync()
    {
        await ReadStoreAsync();
        Read();
    }

    private protected sealed override void Follow()
    {
        Keep(AccessSignal.Subscribe(change => _ = InvokeAsync(CheckAccessAsync)));
        Keep(Time.CreateTimer(_ => _ = InvokeAsync(Refresh), null, ReadInterval, ReadInterval));
    }

    private protected sealed override Task LeaveAsync()
    {
        Navigation.NavigateTo("/login", forceLoad: true);
        return Task.CompletedTask;
    }

    /// <summary>Any change of access can be this one, so it does not load everything again, unless it cannot be found out now.</summary>
    private async Task CheckAccessAsync()
    {
        try
        {
            if (!Disposed.IsCancellationRequested && await FindOperatorAsync() is null && !Disposed.IsCancellationRequested) await LeaveAsync();
        }
        catch (Exception) when (!Disposed.IsCancellationRequested)
        {
            RequestRefresh();
        }
    }
}
