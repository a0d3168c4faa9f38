namespace JusInfer.Portal.Tenancy;

/// <summary>An invitation that can be accepted, and its team.</summary>
internal sealed record OpenInvitation(Invitation Invitation, Team Team);

/// <summary>Accepts invitations.</summary>
internal sealed class InvitationAcceptance(IInvitationStore store, ITenancyStore tenancy, TimeProvider time)
{
    public const string Gone = "This invitation was used, revoked or has expired, or the person who sent it cannot invite you any more. "
        + "Ask an owner or admin of the team for a new one.";

    /// <summary>
    /// The open invitation with this token; null if it is unknown, used, revoked or expired, or its issuer may not send it any more.
    /// </summary>
    public async Task<OpenInvitation?> FindAsync(Secret token, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(InvitationToken.Hash(token), cancellationToken) is not { } invitation) return null;
        if (!invitation.IsOpen(time.GetUtcNow())) return null;
        return await tenancy.FindTeamAsync(invitation.TeamId, cancellationToken) is { } team
            ? new OpenInvitation(invitation, team)
            : null;
    }

    /// <summary>
    /// Adds the user to the team; false if the invitation was used concurrently, or the user was removed from the team since it was sent.
    /// The caller has checked that the address is the invited one.
    /// </summary>
    public Task<bool> JoinAsync(Invitation invitation, UserId user, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var member = new Member
        {
            Id = MemberId.New(now),
            TeamId = invitation.TeamId,
            UserId = user,
            Email = invitation.Email,
            Role = invitation.Role,
            JoinedAt = now,
        };
        return store.AcceptAsync(invitation, member, cancellationToken);
    }
}
