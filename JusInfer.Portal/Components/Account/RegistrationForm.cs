using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Base of the forms that create an account and sign it in.</summary>
public abstract class RegistrationForm : ComponentBase
{
    /// <summary>The path on this site to open after signing in.</summary>
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

    private protected ValidationErrors Errors { get; private set; } = new();

    /// <summary>Why no account was created, if the reason is not a field.</summary>
    private protected string? FormError { get; set; }

    private protected async Task RegisterAsync(SignUpRequest request)
    {
        if ((await SignUp.RegisterAsync(request, Aborted)).TryGet(out var who, out var error))
        {
            await SignIn.StartSessionAsync(who with { Method = SignInMethod.Password with { CreatesAccount = true } }, remember: false, Aborted);
            Navigation.NavigateTo(ReturnTo);
            return;
        }

        switch (error)
        {
            case RequestError.Invalid invalid: Errors = invalid.Errors; break;
            case RequestError.RateLimited limited: FormError = RateLimitMessage.For(limited.RetryAfter); break;
            default: FormError = error.Reason; break;
        }
    }
}
