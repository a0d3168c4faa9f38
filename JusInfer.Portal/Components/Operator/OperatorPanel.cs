using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Components.Account;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Operator;

/// <summary>Base of an operator's interactive panel. It refreshes every two seconds what this node has in memory.</summary>
public abstract class OperatorPanel : ComponentBase, IDisposable
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource disposed = new();
    private ITimer? timer;
    private IDisposable? subscription;

    /// <summary>The token is kept, because its source cannot be asked for it any more once the user has left the page.</summary>
    private protected OperatorPanel() => Disposed = disposed.Token;

    [Inject]
    private protected TimeProvider Time { get; set; } = default!;

    [Inject]
    private protected NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    [Inject]
    private IStepUpAuthentication StepUp { get; set; } = default!;

    [Inject]
    private Signal<AccessChanged> AccessSignal { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    /// <summary>Canceled when the user leaves the page.</summary>
    private protected CancellationToken Disposed { get; }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    private protected bool IsDisposed => disposed.IsCancellationRequested;

    /// <summary>Reads the user again. A component on its own circuit is authorized separately from its page, and before each action.</summary>
    private protected async Task<bool> IsOperatorAsync() => await FindOperatorAsync() is not null;

    /// <summary>The signed-in operator, read again, in whichever team; null if the user is no longer one.</summary>
    private protected async Task<SignedIn?> FindOperatorAsync() =>
        SignInClaims.From((await Authentication).User) is { } claims && await Resolver.ResolveAsync(claims, CancellationToken.None) is { IsOperator: true } me ? me : null;

    /// <summary>
    /// Leads to the confirmation with the second factor before the dialog opens if it is due, because what is typed would be lost on the
    /// way. The service asks again.
    /// </summary>
    private protected async Task<bool> ConfirmsFirstAsync()
    {
        if (await FindOperatorAsync() is not { } me || await StepUp.CheckAsync(me.UserId, Disposed) is null) return false;
        Navigation.NavigateTo(ConfirmPage.AddressFor(new Uri(Navigation.Uri).PathAndQuery), forceLoad: true);
        return true;
    }

    /// <summary>Reads what this node has in memory. It must not wait for the store.</summary>
    private protected abstract void Read();

    /// <summary>Reads what is shown once, from the store.</summary>
    private protected virtual Task LoadAsync() => Task.CompletedTask;

    private protected void Refresh()
    {
        if (IsDisposed) return;
        Read();
        StateHasChanged();
    }

    protected override async Task OnInitializedAsync()
    {
        // The user can leave the page during each wait. What is started after that would never end.
        if (!await IsOperatorAsync() || IsDisposed) return;
        subscription = AccessSignal.Subscribe(OnAccessChanged);
        await LoadAsync();
        if (IsDisposed) return;
        Refresh();
        timer = Time.CreateTimer(_ => _ = InvokeAsync(Refresh), null, RefreshInterval, RefreshInterval);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        timer?.Dispose();
        subscription?.Dispose();
        disposed.Cancel();
        disposed.Dispose();
    }

    private void OnAccessChanged(AccessChanged change) => _ = InvokeAsync(CheckAccessAsync);

    /// <summary>Leaves the page if the session has ended or the user is no longer an operator.</summary>
    private async Task CheckAccessAsync()
    {
        if (IsDisposed || await IsOperatorAsync() || IsDisposed) return;
        timer?.Dispose();
        subscription?.Dispose();
        Navigation.NavigateTo("/login", forceLoad: true);
    }
}
