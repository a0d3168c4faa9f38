using JusInfer.Portal.Accounts;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Creates an account with a team of its own and signs it in.</summary>
public sealed partial class SignUpForm
{
    internal const string ClosedMessage = "This installation does not accept new accounts. Contact its operator.";

    private const string InviteOnlyMessage = "To create an account here you need an invitation. Ask an owner of your team for one.";

    [SupplyParameterFromForm(Name = "email", FormName = "sign-up")]
    private string? Email { get; set; }

    [SupplyParameterFromForm(Name = "password", FormName = "sign-up")]
    private string? Password { get; set; }

    [SupplyParameterFromForm(Name = "team", FormName = "sign-up")]
    private string? Team { get; set; }

    private Task SubmitAsync() => RegisterAsync(new SignUpRequest { Email = Email, Password = new Secret(Password ?? ""), Team = Team });
}
