using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Components.Account;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Shared;

/// <summary>Base of a dialog that performs one action as the signed-in member or operator and shows why it failed.</summary>
public abstract class ActionDialog : ComponentBase
{
    internal const string SignedOut = "You are no longer signed in to this team. Reload the page.";

    internal const string NotOperator = "You are no longer signed in as an operator. Reload the page.";

    /// <summary>The version of a change by someone else that the user has been told of; null if there is none.</summary>
    private long? reported;

    [Inject]
    private protected Dialogs Dialogs { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    /// <summary>The validation errors of the last attempt, by field.</summary>
    private protected ValidationErrors Errors { get; private set; } = new();

    /// <summary>Why the last attempt failed, if the reason is not a field.</summary>
    private protected string? ActionError { get; private set; }

    /// <summary>Whether the last attempt failed because someone else has changed the same thing meanwhile.</summary>
    private protected bool IsOutdated { get; private set; }

    /// <summary>Reads the signed-in member again, so that the action is authorized by the member's current role.</summary>
    private protected async Task<Member?> ReadMemberAsync() =>
        (await Resolver.ResolveAsync((await Authentication).User, CancellationToken.None))?.Member;

    /// <summary>The version that the action may overwrite: the one that the dialog shows, or a later one that the user has been told of.</summary>
    private protected long VersionToReplace(long shown) => reported ?? shown;

    /// <summary>The errors of one field with the field's label instead of its API name; null without an error.</summary>
    private protected string? ErrorOf(string field, string label) =>
        Errors[field] is { Count: > 0 } messages ? messages.WithLabel(field, label) : null;

    /// <summary>Performs the action as the signed-in member. A failure is kept for the dialog to show.</summary>
    /// <returns>Null after a failure.</returns>
    private protected async Task<Result<T, RequestError>?> RunAsync<T>(Func<Member, Task<Result<T, RequestError>>> action) =>
        await RunAsync(await ReadMemberAsync(), SignedOut, action);

    /// <summary>Performs the action as the operator, in whichever team. A failure is kept for the dialog to show.</summary>
    /// <returns>Null after a failure.</returns>
    private protected async Task<Result<T, RequestError>?> RunAsOperatorAsync<T>(Func<SignedIn, Task<Result<T, RequestError>>> action)
    {
        var signedIn = SignInClaims.From((await Authentication).User) is { } claims
            ? await Resolver.ResolveAsync(claims, CancellationToken.None)
            : null;
        return await RunAsync(signedIn is { IsOperator: true } ? signedIn : null, NotOperator, action);
    }

    private async Task<Result<T, RequestError>?> RunAsync<TActor, T>(
        TActor? me, string ended, Func<TActor, Task<Result<T, RequestError>>> action)
        where TActor : class
    {
        (Errors, ActionError, IsOutdated) = (new ValidationErrors(), null, false);
        if (me is null)
        {
            ActionError = ended;
            return null;
        }

        var result = await action(me);
        switch (result.Error)
        {
            case null: return result;
            case RequestError.SecondFactorRequired: Navigation.NavigateTo(ConfirmPage.AddressFor(new Uri(Navigation.Uri).PathAndQuery), forceLoad: true); break;
            case RequestError.Invalid invalid: Errors = invalid.Errors; break;
            case RequestError.Conflict { Changed: var (subject, version) }:
                (reported, IsOutdated) = (version, true);
                ActionError = $"The {subject} was changed by someone else. Save again to replace that change, or cancel to see it.";
                break;
            case var error: ActionError = error.Reason; break;
        }

        return null;
    }
}
