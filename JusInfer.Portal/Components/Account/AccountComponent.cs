using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Account;

/// <summary>Base of the pages about the account of the signed-in person, and of their parts. They work without JavaScript.</summary>
public abstract class AccountComponent : ComponentBase
{
    [Inject]
    private protected NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private PageAccount Account { get; set; } = default!;

    [CascadingParameter]
    private protected HttpContext? Http { get; set; }

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    /// <summary>The person and the session of the request.</summary>
    private protected SignInClaims Claims { get; private set; }

    private protected CancellationToken Aborted => Http?.RequestAborted ?? CancellationToken.None;

    protected override async Task OnInitializedAsync()
    {
        Claims = SignInClaims.From((await Authentication).User) ?? throw new InvalidOperationException("The page requires a session.");
        await LoadAsync();
    }

    private protected virtual Task LoadAsync() => Task.CompletedTask;

    /// <summary>The account of the person, read once for the page; null if it was deleted meanwhile.</summary>
    private protected Task<PortalUser?> FindUserAsync() => Account.FindAsync(Claims.User);

    /// <summary>Sends the person to the second factor, and back to this page, if that is why something failed.</summary>
    private protected void ConfirmIfRequired(RequestError? failure)
    {
        if (failure is RequestError.SecondFactorRequired) Navigation.NavigateTo(ConfirmPage.AddressFor(new Uri(Navigation.Uri).PathAndQuery));
    }
}
