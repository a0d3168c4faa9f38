using JusInfer.Portal.Accounts;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Adds the account of the signed-in person to the team of an invitation, for which the session acts then.</summary>
public sealed partial class AcceptForm
{
    private OpenInvitation? open;
    private string? email;
    private string? error;

    /// <summary>The invitation's token.</summary>
    [Parameter, EditorRequired]
    public string Token { get; set; } = "";

    [Inject]
    private InvitationAcceptance InvitationAcceptance { get; set; } = default!;

    [Inject]
    private TeamMemberships Teams { get; set; } = default!;

    private protected override async Task LoadAsync()
    {
        email = (await FindUserAsync())?.Email;
        open = await InvitationAcceptance.FindAsync(new Secret(Token), Aborted);
        if (open is null) error = InvitationAcceptance.Gone;
    }

    private async Task AcceptAsync()
    {
        if ((await Teams.JoinAsync(Claims.User, new Secret(Token), Aborted)).TryGet(out var team, out var refused))
        {
            await Teams.SwitchAsync(Claims, team, Aborted);
            Navigation.NavigateTo(ReturnUrl.Default);
        }
        else error = refused.Reason;
    }
}
