using JusInfer.Portal.Accounts;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Makes an account that joins the team of an invitation, and signs it in.</summary>
public sealed partial class JoinForm
{
    private OpenInvitation? open;
    private Faults faults = new();
    private string? refusal;

    /// <summary>The invitation's token.</summary>
    [Parameter, EditorRequired]
    public string Token { get; set; } = "";

    /// <summary>A place on this site.</summary>
    [Parameter, EditorRequired]
    public string ReturnTo { get; set; } = "";

    [SupplyParameterFromForm(Name = "email", FormName = "join")]
    private string? Email { get; set; }

    [SupplyParameterFromForm(Name = "password", FormName = "join")]
    private string? Password { get; set; }

    [Inject]
    private Joining Joining { get; set; } = default!;

    [Inject]
    private SignUp SignUp { get; set; } = default!;

    [Inject]
    private SignIn SignIn { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter]
    private HttpContext? Http { get; set; }

    private CancellationToken Aborted => Http?.RequestAborted ?? CancellationToken.None;

    private string Role => open!.Invitation.Role.ToString().ToLowerInvariant();

    private string Article => open!.Invitation.Role is Tenancy.Role.Admin ? "an" : "a";

    protected override async Task OnInitializedAsync()
    {
        if (SignUp.Mode is not SignUpMode.Closed) open = await Joining.FindAsync(new Secret(Token), Aborted);
        if (open is null) refusal = SignUp.Mode is SignUpMode.Closed ? "This installation takes no new accounts. Ask whoever runs it." : Joining.Gone;
    }

    private async Task SubmitAsync()
    {
        var request = new SignUpRequest { Email = Email, Password = new Secret(Password ?? ""), Invitation = new Secret(Token) };
        switch (await SignUp.RegisterAsync(request, Aborted))
        {
            case SignUpOutcome.Done done:
                await SignIn.StartSessionAsync(done.Who, remember: false);
                Navigation.NavigateTo(ReturnTo);
                break;
            case SignUpOutcome.Invalid invalid: faults = invalid.Faults; break;
            case SignUpOutcome.Closed closed: refusal = closed.Reason; break;
            case SignUpOutcome.Throttled throttled: refusal = Waits.Say(throttled.RetryAfter); break;
        }
    }
}
