using JusInfer.Portal.Accounts;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Makes an account and its team, and signs its maker in.</summary>
public sealed partial class SignUpForm
{
    [SupplyParameterFromForm(Name = "email", FormName = "sign-up")]
    private string? Email { get; set; }

    [SupplyParameterFromForm(Name = "password", FormName = "sign-up")]
    private string? Password { get; set; }

    [SupplyParameterFromForm(Name = "team", FormName = "sign-up")]
    private string? Team { get; set; }

    private Task SubmitAsync() => RegisterAsync(new SignUpRequest { Email = Email, Password = new Secret(Password ?? ""), Team = Team });
}
