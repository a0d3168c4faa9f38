using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Passwords;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

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
    private UserManager<PortalUser> Users { get; set; } = default!;

    [Inject]
    private PasswordCheck Check { get; set; } = default!;

    private protected override async Task LoadAsync() =>
        hasPassword = await Users.FindByIdAsync(Claims.User.Value.ToString()) is not { } user || Check.HasPassword(user);
}
