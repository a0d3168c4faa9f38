using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Team;

/// <summary>
/// Asks whom to invite, and shows the link. Its token lives in this dialog alone: closing it drops the last reference to it.
/// </summary>
public sealed partial class InviteDialog
{
    private IssuedInvitation? issued;
    private bool owns;
    private string email = "";
    private Role role = Role.Member;

    [Inject]
    private Invitations Invitations { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private string Origin => Navigation.BaseUri.TrimEnd('/');

    protected override async Task OnInitializedAsync() => owns = (await WhoAsync())?.Role is Role.Owner;

    private async Task InviteAsync()
    {
        var request = new InvitationRequest { Email = email, Role = role };
        issued = (await AskAsync(me => Invitations.InviteAsync(me, request, CancellationToken.None)))?.Value;
    }
}
