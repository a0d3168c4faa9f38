using JusInfer.Portal.Accounts;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Makes an account and its team, and signs its maker in.</summary>
public sealed partial class SignUpForm
{
    private Faults faults = new();
    private string? refusal;

    /// <summary>A place on this site.</summary>
    [Parameter, EditorRequired]
    public string ReturnTo { get; set; } = "";

    [SupplyParameterFromForm(Name = "email", FormName = "sign-up")]
    private string? Email { get; set; }

    [SupplyParameterFromForm(Name = "password", FormName = "sign-up")]
    private string? Password { get; set; }

    [SupplyParameterFromForm(Name = "team", FormName = "sign-up")]
    private string? Team { get; set; }

    [Inject]
    private SignUp SignUp { get; set; } = default!;

    [Inject]
    private SignIn SignIn { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter]
    private HttpContext? Http { get; set; }

    private async Task SubmitAsync()
    {
        var request = new SignUpRequest { Email = Email, Password = new Secret(Password ?? ""), Team = Team };
        switch (await SignUp.RegisterAsync(request, Http?.RequestAborted ?? CancellationToken.None))
        {
            case SignUpOutcome.Done done:
                await SignIn.StartSessionAsync(done.Who, remember: false);
                Navigation.NavigateTo(ReturnTo);
                break;
            case SignUpOutcome.Invalid invalid: faults = invalid.Faults; break;
            case SignUpOutcome.Closed closed: refusal = closed.Reason; break;
            case SignUpOutcome.Throttled throttled: refusal = Waits.Say(throttled.RetryAfter); break;
        }
    }
}
