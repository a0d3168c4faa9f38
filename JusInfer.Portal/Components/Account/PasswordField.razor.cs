using JusInfer.Portal.Accounts.Passwords;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Asks for the password of the signed-in person, if the account has one.</summary>
public sealed partial class PasswordField
{
    private bool hasPassword = true;

    [Parameter, EditorRequired]
    public IReadOnlyList<string> Errors { get; set; } = [];

    [Parameter]
    public string? Hint { get; set; }

    [Inject]
    private PasswordCheck Check { get; set; } = default!;

    private protected override async Task LoadAsync() =>
        hasPassword = await FindUserAsync() is not { } user || Check.HasPassword(user);
}
