using JusInfer.Portal.Accounts;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Lets someone in by e-mail address and password.</summary>
public sealed partial class SignInForm
{
    private ValidationErrors faults = new();
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
        faults = new ValidationErrors();
        if (string.IsNullOrWhiteSpace(Email)) faults.Add("email", "Type the e-mail address you signed up with.");
        if (string.IsNullOrEmpty(Password)) faults.Add("password", "Type your password.");
        if (faults.Any) return;

        var request = new SignInRequest
        {
            Email = Email,
            Password = new Secret(Password!),
            Invite = Invitation is null ? null : new Secret(Invitation),
        };
        switch ((await SignIn.PasswordAsync(request, Remember, Http?.RequestAborted ?? CancellationToken.None)).Error)
        {
            case null: Navigation.NavigateTo(ReturnTo); break;
            case RequestError.RateLimited limited: refusal = Waits.Say(limited.RetryAfter); break;
            case var error: refusal = error.Reason; break;
        }
    }
}
