using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Passkeys;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Signs a person in with a passkey: in place of the password, or after it in place of the code.</summary>
public sealed partial class PasskeySignInForm
{
    public const string ScriptMissing = "Passkeys need JavaScript and a browser that supports them.";

    private PasskeyChallenge? challenge;
    private string? error;

    /// <summary>What the form for the password has issued; null in place of it.</summary>
    [Parameter]
    public string? Ticket { get; set; }

    /// <summary>The token of an invitation, which an account without a team accepts by signing in.</summary>
    [Parameter]
    public string? Invitation { get; set; }

    /// <summary>The path on this site to open after signing in.</summary>
    [Parameter, EditorRequired]
    public string ReturnTo { get; set; } = "";

    [SupplyParameterFromForm(Name = "state", FormName = "passkey")]
    private string? State { get; set; }

    [SupplyParameterFromForm(Name = "credential", FormName = "passkey")]
    private string? Credential { get; set; }

    [Inject]
    private SignIn SignIn { get; set; } = default!;

    [Inject]
    private PasskeyService Passkeys { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter]
    private HttpContext? Http { get; set; }

    private CancellationToken Aborted => Http?.RequestAborted ?? CancellationToken.None;

    /// <summary>Each page has a challenge of its own, also the one that shows why the last one failed.</summary>
    protected override async Task OnInitializedAsync() =>
        challenge = Ticket is null ? await Passkeys.BeginUsingAsync(user: null) : await SignIn.BeginPasskeyAsync(new Secret(Ticket), Aborted);

    private async Task SubmitAsync()
    {
        if (string.IsNullOrEmpty(Credential))
        {
            error = ScriptMissing;
            return;
        }

        var state = new Secret(State ?? "");
        var result = Ticket is null
            ? await SignIn.PasskeyAsync(state, Credential, Invitation is null ? null : new Secret(Invitation), Aborted)
            : await SignIn.PasskeyAsync(new Secret(Ticket), state, Credential, Aborted);
        switch (result.Error)
        {
            case null: Navigation.NavigateTo(ReturnTo); break;
            case RequestError.RateLimited limited: error = RateLimitMessage.For(limited.RetryAfter); break;
            case var failure: error = failure.Reason; break;
        }
    }
}
