using JusInfer.Portal.Accounts;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Developer;

/// <summary>A dialog that asks the team's rules for one thing, as whoever looks, and says why it was not done.</summary>
public abstract class ActionDialog : ComponentBase
{
    [Inject]
    private protected Dialogs Dialogs { get; set; } = default!;

    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    /// <summary>What was wrong with the fields when they were last sent.</summary>
    private protected ValidationErrors Faults { get; private set; } = new();

    /// <summary>Why nothing was done, where no single field is to blame.</summary>
    private protected string? Refusal { get; private set; }

    /// <summary>Who looks, read anew: an action is judged by the role of this moment.</summary>
    private protected async Task<Member?> WhoAsync() =>
        (await Resolver.ResolveAsync((await Authentication).User, CancellationToken.None))?.Member;

    /// <summary>What is wrong with a field, in the form's own word for it; null where nothing is.</summary>
    private protected string? Fault(string field, string label) =>
        Faults[field] is { Count: > 0 } sentences ? sentences.Say(field, label) : null;

    /// <summary>Asks; null where nothing was done, and then the dialog says why.</summary>
    private protected async Task<Result<T, RequestError>?> AskAsync<T>(Func<Member, Task<Result<T, RequestError>>> ask)
    {
        Faults = new ValidationErrors();
        Refusal = null;
        if (await WhoAsync() is not { } me)
        {
            Refusal = "You are no longer signed in to this team. Reload the page.";
            return null;
        }

        var result = await ask(me);
        switch (result.Error)
        {
            case null: return result;
            case RequestError.Invalid invalid: Faults = invalid.Errors; break;
            case var error: Refusal = error.Reason; break;
        }

        return null;
    }
}
