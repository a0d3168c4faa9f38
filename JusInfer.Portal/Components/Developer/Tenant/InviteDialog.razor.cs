using JusInfer.Portal.Accounts;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>
/// Creates an invitation and shows its link once. Only this dialog references the token: closing the dialog drops it.
/// </summary>
public sealed partial class InviteDialog
{
    private IssuedInvitation? issued;
    private bool isMailed;
    private bool isOwner;
    private string email = "";
    private Role role = Role.Member;

    /// <summary>The address of an invitation to replace, whose link is lost; null to invite someone.</summary>
    [Parameter]
    public string? Replaced { get; set; }

    /// <summary>The name of the role of that invitation.</summary>
    [Parameter]
    public string? ReplacedRole { get; set; }

    [Inject]
    private Invitations Invitations { get; set; } = default!;

    [Inject]
    private InvitationMails Mails { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private string Origin => Navigation.BaseUri.TrimEnd('/');

    protected override async Task OnInitializedAsync()
    {
        if (Replaced is not null) (email, role) = (Replaced, Enum.Parse<Role>(ReplacedRole!));
        isOwner = (await ReadMemberAsync())?.Role is Role.Owner;
    }

    private async Task InviteAsync()
    {
        var request = new InvitationRequest { Email = email, Role = role };
        issued = (await RunAsync(async me =>
        {
            var result = await Invitations.InviteAsync(me, request, CancellationToken.None);
            isMailed = result.TryGet(out var invitation, out _) && await Mails.SendAsync(me, invitation, CancellationToken.None);
            return result;
        }))?.Value;
    }
}
