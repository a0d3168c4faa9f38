using JusInfer.Portal.Accounts;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>A form that makes an account and signs its maker in, or says why not.</summary>
public abstract class RegistrationForm : ComponentBase
{
    /// <summary>A place on this site.</summary>
    [Parameter, EditorRequired]
    public string ReturnTo { get; set; } = "";

    [Inject]
    private protected SignUp SignUp { get; set; } = default!;

    [Inject]
    private SignIn SignIn { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter]
    private HttpContext? Http { get; set; }

    private protected CancellationToken Aborted => Http?.RequestAborted ?? CancellationToken.None;

    private protected Faults Faults { get; private set; } = new();

    /// <summary>Why no account was made, where no field is to blame.</summary>
    private protected string? Refusal { get; set; }

    private protected async Task RegisterAsync(SignUpRequest request)
    {
        switch (await SignUp.RegisterAsync(request, Aborted))
        {
            case SignUpOutcome.Done done:
                await SignIn.StartSessionAsync(done.Who, remember: false);
                Navigation.NavigateTo(ReturnTo);
                break;
            case SignUpOutcome.Invalid invalid: Faults = invalid.Faults; break;
            case SignUpOutcome.Closed closed: Refusal = closed.Reason; break;
            case SignUpOutcome.Throttled throttled: Refusal = Waits.Say(throttled.RetryAfter); break;
        }
    }
}
