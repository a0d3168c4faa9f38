using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Catalog.Providers;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Components.Shared.Kit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Web;

namespace JusInfer.Portal.Components.Operator;

/// <summary>Stores the credential of a provider, tests it and says what to do next.</summary>
public sealed partial class CredentialDialog
{
    private string? credential;
    private string? error;
    private string? fieldError;
    private bool isTesting;
    private bool isFocusDue = true;
    private ProviderTest? test;

    /// <summary>The version of the credential that this one replaces.</summary>
    private long version;

    /// <summary>The provider as someone else has left it since the dialog was opened; null if nobody has changed its credential.</summary>
    private ProviderState? changed;
    private ElementReference field;
    private ElementReference heading;

    /// <summary>The provider's id.</summary>
    [Parameter, EditorRequired]
    public string Provider { get; set; } = "";

    /// <summary>The host to which the credential is sent.</summary>
    [Parameter, EditorRequired]
    public string Host { get; set; } = "";

    /// <summary>The version of the credential that the user has seen.</summary>
    [Parameter, EditorRequired]
    public long Version { get; set; }

    [Inject]
    private ProviderService Providers { get; set; } = default!;

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;

    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    protected override void OnInitialized() => version = Version;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!isFocusDue) return;
        isFocusDue = false;
        await (test is null ? field : heading).TryFocusAsync();
    }

    private void StartAgain()
    {
        test = null;
        isFocusDue = true;
    }

    private void CloseOnEscape(KeyboardEventArgs key)
    {
        if (key.Key == "Escape" && !isTesting) Dialogs.Close(true);
    }

    private async Task SaveAsync()
    {
        (error, fieldError) = (null, null);
        if (await FindOperatorAsync() is not { } me) return;
        var request = new CredentialRequest { Credential = new Secret(credential ?? "") };
        if (!(await Providers.SetAsync(me.UserId, Provider, version, request, CancellationToken.None)).TryGet(out var saved, out var failure))
        {
            if (failure is RequestError.Conflict { Changed: not null } && (await Providers.FindAsync(Provider, CancellationToken.None)).TryGet(out var found, out _))
                (changed, version) = (found, found.Version);
            else if (failure is RequestError.Invalid { Errors: var errors } && errors["credential"].WithLabel("credential", "The API key") is { Length: > 0 } reason)
                fieldError = reason;
            else
                error = failure.Reason;
            return;
        }

        (changed, version) = (null, saved.Version);
        credential = null;
        await TestAsync(me);
    }

    private async Task TestAgainAsync()
    {
        if (await FindOperatorAsync() is { } me) await TestAsync(me);
        else test = null;
    }

    /// <summary>The signed-in operator, read again before each action; null, with an error, if the user is no longer one.</summary>
    private async Task<SignedIn?> FindOperatorAsync()
    {
        if (SignInClaims.From((await Authentication).User) is { } claims && await Resolver.ResolveAsync(claims, CancellationToken.None) is { IsOperator: true } me) return me;
        error = "You are no longer signed in as an operator. Reload the page.";
        return null;
    }

    private async Task TestAsync(SignedIn me)
    {
        isTesting = true;
        StateHasChanged();
        try
        {
            if (!(await Providers.TestAsync(me.UserId, Provider, CancellationToken.None)).TryGet(out var result, out var failure)) error = failure.Reason;
            test = result;
            isFocusDue = true;
        }
        finally
        {
            isTesting = false;
        }
    }
}
