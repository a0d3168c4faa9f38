using JusInfer.Portal.Accounts;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Creates the account of the first operator and signs it in.</summary>
public sealed partial class SetupForm
{
    /// <summary>The token of the setup link.</summary>
    [Parameter, EditorRequired]
    public string Token { get; set; } = "";

    [SupplyParameterFromForm(Name = "email", FormName = "setup")]
    private string? Email { get; set; }

    [SupplyParameterFromForm(Name = "password", FormName = "setup")]
    private string? Password { get; set; }

    [SupplyParameterFromForm(Name = "team", FormName = "setup")]
    private string? Team { get; set; }

    /// <summary>The address of this page as a parameter of another one.</summary>
    private string ReturnHere => Uri.EscapeDataString(SetupLink.To("", new Secret(Token)));

    private Task SubmitAsync() =>
        RegisterAsync(new SignUpRequest { Email = Email, Password = new Secret(Password ?? ""), Team = Team, SetupToken = new Secret(Token) });
}
