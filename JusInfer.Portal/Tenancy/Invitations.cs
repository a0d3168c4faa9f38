using System.Collections.Immutable;

namespace JusInfer.Portal.Tenancy;

/// <summary>Invites people to a team. Owners and admins do; only an owner invites admins, and nobody invites owners.</summary>
internal sealed class Invitations(IInvitationStore store, ITenancyStore tenancy, TimeProvider time)
{
    /// <summary>Issues an invitation. An earlier one to the same address stops working.</summary>
    public async Task<Outcome<IssuedInvitation>> InviteAsync(Member actor, InvitationRequest request, CancellationToken cancellationToken)
    {
        if (!actor.Role.Manages()) return new Outcome<IssuedInvitation>.Forbidden("Only owners and admins of the team invite people.");
        if (request.Role is Role.Admin && actor.Role is not Role.Owner)
            return new Outcome<IssuedInvitation>.Forbidden("Only an owner of the team invites admins.");

        var faults = new Faults(request.Unreadable);
        var email = request.Email?.Trim().ToLowerInvariant() ?? "";
        if (!EmailAddress.IsOne(email)) faults.Add("email", "email must be an e-mail address, such as ada@example.com.");
        else if (await IsMemberAsync(actor.TenantId, email, cancellationToken))
            faults.Add("email", "email is the address of a member of this team.");
        if (request.Role is not (Role.Admin or Role.Member or Role.Viewer)) faults.Add("role", "role must be admin, member or viewer.");
        if (faults.Any) return new Outcome<IssuedInvitation>.Invalid(faults);

        var now = time.GetUtcNow();
        var invitation = new Invitation
        {
            Id = InvitationId.New(now),
            TenantId = actor.TenantId,
            Email = email,
            Role = request.Role!.Value,
            CreatedAt = now,
        };
        var token = InvitationToken.Draw();
        await store.AddAsync(invitation, InvitationToken.Hash(token), cancellationToken);
        return new IssuedInvitation(invitation, token);
    }

    /// <summary>The invitations that can still be accepted, oldest first.</summary>
    public async Task<ImmutableArray<Invitation>> ListAsync(Member actor, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return [.. (await store.ListAsync(actor.TenantId, cancellationToken)).Where(invitation => invitation.IsOpen(now))];
    }

    /// <summary>Ends an invitation; answers with its id.</summary>
    public async Task<Outcome<InvitationId>> RevokeAsync(Member actor, InvitationId id, CancellationToken cancellationToken)
    {
        if (!actor.Role.Manages()) return new Outcome<InvitationId>.Forbidden("Only owners and admins of the team revoke invitations.");
        return await store.RemoveAsync(actor.TenantId, id, cancellationToken)
            ? id
            : new Outcome<InvitationId>.Missing("The team has no such invitation; it may have been accepted.");
    }

    private async Task<bool> IsMemberAsync(TenantId tenant, string email, CancellationToken cancellationToken) =>
        (await tenancy.ListMembersAsync(tenant, cancellationToken)).Any(
            member => string.Equals(member.Email, email, StringComparison.OrdinalIgnoreCase));
}
