using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Components.Account;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Operator;

/// <summary>Base of a dialog that performs one action as the signed-in operator and shows why it failed.</summary>
public abstract class OperatorDialog : ComponentBase
{
    internal const string SignedOut = "You are no longer signed in as an operator. Reload the page.";

    [Inject]
    private protected Dialogs Dialogs { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    /// <summary>The validation errors of the last attempt, by field.</summary>
    private ValidationErrors Errors { get; set; } = new();

    /// <summary>Why the last attempt failed, if the reason is not a field.</summary>
    private protected string? ActionError { get; private set; }

    /// <summary>The last attempt failed because someone else has changed the same thing meanwhile, which the dialog shows.</summary>
    private protected bool IsOutdated { get; private set; }

    /// <summary>The errors of one field with the field's label instead of its name; null without an error.</summary>
    private protected string? ErrorOf(string field, string label) => Errors[field] is { Count: > 0 } messages ? messages.WithLabel(field, label) : null;

    /// <summary>Performs the action as the operator, who is read again. A failure is kept for the dialog to show.</summary>
    /// <returns>Whether it succeeded.</returns>
    private protected async Task<bool> TryAsync<T>(Func<SignedIn, Task<Result<T, RequestError>>> action)
    {
        (Errors, ActionError, IsOutdated) = (new ValidationErrors(), null, false);
        if (SignInClaims.From((await Authentication).User) is not { } claims || await Resolver.ResolveAsync(claims, CancellationToken.None) is not { IsOperator: true } me)
        {
            ActionError = SignedOut;
            return false;
        }

        switch ((await action(me)).Error)
        {
            case null: return true;
            case RequestError.SecondFactorRequired: Navigation.NavigateTo(ConfirmPage.AddressFor(new Uri(Navigation.Uri).PathAndQuery), forceLoad: true); break;
            case RequestError.Invalid invalid: Errors = invalid.Errors; break;
            case RequestError.Conflict { Changed: not null }: IsOutdated = true; break;
            case var error: ActionError = error.Reason; break;
        }

        return false;
    }
}
