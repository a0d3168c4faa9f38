using JusInfer.Portal.Accounts;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>The second step of signing in: asks for a code of the second factor.</summary>
public sealed partial class SecondFactorForm
{
    private ValidationErrors errors = new();
    private string? error;

    /// <summary>What the first step issued after it had checked the password.</summary>
    [Parameter, EditorRequired]
    public string Ticket { get; set; } = "";

    /// <summary>The path on this site to open after signing in.</summary>
    [Parameter, EditorRequired]
    public string ReturnTo { get; set; } = "";

    [SupplyParameterFromForm(Name = "code", FormName = "second-factor")]
    private string? Code { get; set; }

    [Inject]
    private SignIn SignIn { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter]
    private HttpContext? Http { get; set; }

    private async Task SubmitAsync()
    {
        errors = new ValidationErrors();
        if (string.IsNullOrWhiteSpace(Code)) errors.Add("code", "Enter a code.");
        if (errors.Any) return;

        switch ((await SignIn.CodeAsync(new Secret(Ticket), Code!, Http?.RequestAborted ?? CancellationToken.None)).Error)
        {
            case null: Navigation.NavigateTo(ReturnTo); break;
            case RequestError.RateLimited limited: error = RateLimitMessage.For(limited.RetryAfter); break;
            case var failure: error = failure.Reason; break;
        }
    }
}
