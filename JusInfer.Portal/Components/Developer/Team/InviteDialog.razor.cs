using JusInfer.Portal.Accounts;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Developer.Team;

/// <summary>
/// Asks whom to invite, and shows the link. Its token lives in this component alone: closing the dialog drops the last reference to it.
/// </summary>
public sealed partial class InviteDialog
{
    private IssuedInvitation? issued;
    private Faults faults = new();
    private string? refusal;
    private ElementReference heading;
    private bool justIssued;

    private bool owns;
    private string email = "";
    private Role role = Role.Member;

    [Inject]
    private Invitations Invitations { get; set; } = default!;

    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    private string Origin => Navigation.BaseUri.TrimEnd('/');

    protected override async Task OnInitializedAsync() => owns = (await WhoAsync())?.Role is Role.Owner;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!justIssued) return;
        justIssued = false;
        await heading.FocusAsync();
    }

    private async Task<Member?> WhoAsync() => (await Resolver.ResolveAsync((await Authentication).User, CancellationToken.None))?.Member;

    private string? Fault(string field, string label) => faults[field] is { Count: > 0 } sentences ? sentences.Say(field, label) : null;

    private async Task InviteAsync()
    {
        faults = new Faults();
        refusal = null;
        if (await WhoAsync() is not { } me)
        {
            refusal = "You are no longer signed in to this team. Reload the page.";
            return;
        }

        switch (await Invitations.InviteAsync(me, new InvitationRequest(email, role), CancellationToken.None))
        {
            case Outcome<IssuedInvitation>.Done done: (issued, justIssued) = (done.Value, true); break;
            case Outcome<IssuedInvitation>.Invalid invalid: faults = invalid.Faults; break;
            case Outcome<IssuedInvitation>.Forbidden refused: refusal = refused.Reason; break;
            case Outcome<IssuedInvitation>.Missing missing: refusal = missing.Reason; break;
        }
    }
}
