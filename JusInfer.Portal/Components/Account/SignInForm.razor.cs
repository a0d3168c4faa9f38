using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Signs a user in with e-mail address and password, and with a code if the account has a second factor.</summary>
public sealed partial class SignInForm
{
    private ValidationErrors errors = new();
    private string? error;

    /// <summary>The path on this site to open after signing in.</summary>
    [Parameter, EditorRequired]
    public string ReturnTo { get; set; } = "";

    /// <summary>The token of an invitation, which signing in accepts.</summary>
    [Parameter]
    public string? Invitation { get; set; }

    [SupplyParameterFromForm(Name = "email", FormName = "sign-in")]
    private string? Email { get; set; }

    [SupplyParameterFromForm(Name = "password", FormName = "sign-in")]
    private string? Password { get; set; }

    [SupplyParameterFromForm(Name = "remember", FormName = "sign-in")]
    private bool Remember { get; set; }

    /// <summary>What the form for the code posts, or what this form's post got for it.</summary>
    [SupplyParameterFromForm(Name = "ticket", FormName = "second-factor")]
    private string? Ticket { get; set; }

    /// <summary>The same, posted by the form for a passkey.</summary>
    [SupplyParameterFromForm(Name = "ticket", FormName = "passkey")]
    private string? PasskeyTicket { get; set; }

    [Inject]
    private SignIn SignIn { get; set; } = default!;

    [Inject]
    private ExternalProviders Providers { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter]
    private HttpContext? Http { get; set; }

    protected override void OnParametersSet() => Ticket ??= PasskeyTicket;

    private async Task SubmitAsync()
    {
        errors = new ValidationErrors();
        if (string.IsNullOrWhiteSpace(Email)) errors.Add("email", "Enter the e-mail address of your account.");
        if (string.IsNullOrEmpty(Password)) errors.Add("password", "Enter your password.");
        if (errors.Any) return;

        var request = new SignInRequest
        {
            Email = Email,
            Password = new Secret(Password!),
            Invite = Invitation is null ? null : new Secret(Invitation),
        };
        switch ((await SignIn.PasswordAsync(request, Remember, Http?.RequestAborted ?? CancellationToken.None)).Error)
        {
            case null: Navigation.NavigateTo(ReturnTo); break;
            case RequestError.SecondFactorRequired { Ticket: { } ticket }: Ticket = ticket.Reveal(); break;
            case RequestError.RateLimited limited: error = RateLimitMessage.For(limited.RetryAfter); break;
            case var failure: error = failure.Reason; break;
        }
    }
}
