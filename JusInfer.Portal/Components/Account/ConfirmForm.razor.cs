using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>States what an action that cannot be undone does, and asks for the password before it is performed.</summary>
public sealed partial class ConfirmForm
{
    private ValidationErrors errors = new();
    private string? error;

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>What the action does.</summary>
    [Parameter, EditorRequired]
    public RenderFragment ChildContent { get; set; } = default!;

    /// <summary>The text of the button: a verb.</summary>
    [Parameter, EditorRequired]
    public string Action { get; set; } = "";

    /// <summary>Why the action is not possible.</summary>
    [Parameter]
    public string? Obstacle { get; set; }

    /// <summary>Performs the action once the password was checked, and returns why it failed, if it did.</summary>
    [Parameter, EditorRequired]
    public Func<Task<string?>> Perform { get; set; } = default!;

    /// <summary>The team that the action concerns; null if it concerns none.</summary>
    [Parameter]
    public string? Team { get; set; }

    /// <summary>The team that the page concerned when the person confirmed.</summary>
    [SupplyParameterFromForm(Name = "team", FormName = "confirm")]
    private string? Shown { get; set; }

    [SupplyParameterFromForm(Name = "password", FormName = "confirm")]
    private string? Password { get; set; }

    [Inject]
    private PasswordCheck Check { get; set; } = default!;

    private async Task SubmitAsync()
    {
        errors = new ValidationErrors();
        if (Obstacle is not null) return;
        if (Shown != Team)
        {
            error = "You have switched to another team since you opened this page. Check which team it is now, and confirm again.";
            return;
        }

        var rejected = (await Check.CheckAsync(Claims.User, string.IsNullOrEmpty(Password) ? null : new Secret(Password), "password", Aborted)).Error;
        ConfirmIfRequired(rejected);
        switch (rejected)
        {
            case null: error = await Perform(); break;
            case RequestError.Invalid invalid: errors = invalid.Errors; break;
            case RequestError.RateLimited limited: error = RateLimitMessage.For(limited.RetryAfter); break;
            case var failure: error = failure.Reason; break;
        }
    }
}
