using JusInfer.Portal.Accounts;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Lets someone in by e-mail address and password.</summary>
public sealed partial class SignInForm
{
    private Faults faults = new();
    private string? refusal;

    /// <summary>A place on this site.</summary>
    [Parameter, EditorRequired]
    public string ReturnTo { get; set; } = "";

    /// <summary>The token of an invitation, for an account that is in no team.</summary>
    [Parameter]
    public string? Invitation { get; set; }

    [SupplyParameterFromForm(Name = "email", FormName = "sign-in")]
    private string? Email { get; set; }

    [SupplyParameterFromForm(Name = "password", FormName = "sign-in")]
    private string? Password { get; set; }

    [SupplyParameterFromForm(Name = "remember", FormName = "sign-in")]
    private bool Remember { get; set; }

    [Inject]
    private SignIn SignIn { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter]
    private HttpContext? Http { get; set; }

    private async Task SubmitAsync()
    {
        faults = new Faults();
        if (string.IsNullOrWhiteSpace(Email)) faults.Add("email", "Type the e-mail address you signed up with.");
        if (string.IsNullOrEmpty(Password)) faults.Add("password", "Type your password.");
        if (faults.Any) return;

        var invitation = Invitation is null ? null : new Secret(Invitation);
        var outcome = await SignIn.PasswordAsync(
            Email!, new Secret(Password!), invitation, Remember, Http?.RequestAborted ?? CancellationToken.None);
        switch (outcome)
        {
            case SignInOutcome.Done: Navigation.NavigateTo(ReturnTo); break;
            case SignInOutcome.NoTeam noTeam: refusal = noTeam.Reason; break;
            case SignInOutcome.Throttled throttled: refusal = Waits.Say(throttled.RetryAfter); break;
            default: refusal = SignInOutcome.Refused.Sentence; break;
        }
    }
}
