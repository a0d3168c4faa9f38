using System.Collections.Immutable;
using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Tenancy;

/// <summary>Invites people to a team. Only owners and admins may; only an owner invites admins, and owners cannot be invited.</summary>
internal sealed class Invitations(IInvitationStore store, ITenancyStore tenancy, IStepUpAuthentication stepUp, TimeProvider time)
{
    /// <summary>Issues an invitation. It replaces an earlier one to the same address.</summary>
    public async Task<Result<IssuedInvitation, RequestError>> InviteAsync(
        Member actor, Input<InvitationRequest> input, CancellationToken cancellationToken)
    {
        var (email, role) = (EmailAddress.Canonicalize(input.Request.Email) ?? "", input.Request.Role);
        if (!actor.Role.Manages()) return new RequestError.Forbidden("Only owners and admins of the team invite people.");
        if (role is Role.Admin && actor.Role is not Role.Owner)
            return new RequestError.Forbidden("Only an owner of the team invites admins.");

        if (await IsMemberAsync(actor.TeamId, email, cancellationToken))
            input.AddError(nameof(InvitationRequest.Email), "{0} is the address of a member of this team.");
        if (role is Role.Owner) input.AddError(nameof(InvitationRequest.Role), "{0} must be admin, member, billing or viewer. An owner can make a member an owner later.");
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);
        if (role is Role.Admin && await stepUp.CheckAsync(actor.UserId, cancellationToken) is { } required) return required;

        var now = time.GetUtcNow();
        var invitation = new Invitation
        {
            Id = InvitationId.New(now),
            TeamId = actor.TeamId,
            Email = email,
            Role = role!.Value,
            Issuer = actor.Id,
            CreatedAt = now,
        };
        var token = InvitationToken.Generate();
        await store.AddAsync(invitation, InvitationToken.Hash(token), cancellationToken);
        return new IssuedInvitation(invitation, token);
    }

    /// <summary>The invitations that can still be accepted, oldest first.</summary>
    public async Task<ImmutableArray<Invitation>> ListAsync(Member actor, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return [.. (await store.ListAsync(actor.TeamId, cancellationToken)).Where(invitation => invitation.IsOpen(now))];
    }

    /// <summary>Revokes an invitation.</summary>
    /// <returns>Its id.</returns>
    public async Task<Result<InvitationId, RequestError>> RevokeAsync(Member actor, InvitationId id, CancellationToken cancellationToken)
    {
        if (!actor.Role.Manages()) return new RequestError.Forbidden("Only owners and admins of the team revoke invitations.");
        return await store.RemoveAsync(actor.TeamId, id, cancellationToken)
            ? id
            : new RequestError.NotFound("The team has no such invitation; it may have been accepted.");
    }

    private async Task<bool> IsMemberAsync(TeamId team, string email, CancellationToken cancellationToken) =>
        (await tenancy.ListMembersAsync(team, cancellationToken)).Any(
            member => EmailAddress.AreSame(member.Email, email));
}
