using JusInfer.Portal.Accounts;
using JusInfer.Portal.Primitives.Validation;
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

    private protected ValidationErrors Faults { get; private set; } = new();

    /// <summary>Why no account was made, where no field is to blame.</summary>
    private protected string? Refusal { get; set; }

    private protected async Task RegisterAsync(SignUpRequest request)
    {
        if ((await SignUp.RegisterAsync(request, Aborted)).TryGet(out var who, out var error))
        {
            await SignIn.StartSessionAsync(who, remember: false);
            Navigation.NavigateTo(ReturnTo);
            return;
        }

        switch (error)
        {
            case RequestError.Invalid invalid: Faults = invalid.Errors; break;
            case RequestError.RateLimited limited: Refusal = Waits.Say(limited.RetryAfter); break;
            default: Refusal = error.Reason; break;
        }
    }
}
