using JusInfer.Portal.Accounts;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Creates an account in the team of an invitation and signs it in.</summary>
public sealed partial class JoinForm
{
    private OpenInvitation? open;

    /// <summary>The invitation's token.</summary>
    [Parameter, EditorRequired]
    public string Token { get; set; } = "";

    [SupplyParameterFromForm(Name = "email", FormName = "join")]
    private string? Email { get; set; }

    [SupplyParameterFromForm(Name = "password", FormName = "join")]
    private string? Password { get; set; }

    [Inject]
    private InvitationAcceptance InvitationAcceptance { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        if (SignUp.Mode is not SignUpMode.Closed) open = await InvitationAcceptance.FindAsync(new Secret(Token), Aborted);
        if (open is null)
            FormError = SignUp.Mode is SignUpMode.Closed ? SignUpForm.ClosedMessage : InvitationAcceptance.Gone;
    }

    private Task SubmitAsync() =>
        RegisterAsync(new SignUpRequest { Email = Email, Password = new Secret(Password ?? ""), Invite = new Secret(Token) });
}
