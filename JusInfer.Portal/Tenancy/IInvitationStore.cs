using System.Collections.Immutable;

namespace JusInfer.Portal.Tenancy;

/// <summary>
/// Stores invitations by the hash of their token until they are accepted or revoked. One whose issuer has left the team or may not give its
/// role any more is neither found nor listed. Every change publishes <see cref="AccessChanged"/>.
/// </summary>
internal interface IInvitationStore
{
    /// <summary>
    /// Adds an invitation, which replaces an earlier one to the same address, and deletes the expired ones of the team.
    /// </summary>
    Task AddAsync(Invitation invitation, byte[] hash, CancellationToken cancellationToken);

    /// <summary>The invitation whose token has this hash, even if it has expired.</summary>
    Task<Invitation?> FindAsync(byte[] hash, CancellationToken cancellationToken);

    /// <summary>The team's invitations, oldest first, expired ones included.</summary>
    Task<ImmutableArray<Invitation>> ListAsync(TeamId team, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes an invitation and adds the member in one transaction; false if it was used or revoked before, its issuer may not send it any
    /// more, or the account was removed from the team since it was sent, or deleted.
    /// </summary>
    Task<bool> AcceptAsync(Invitation invitation, Member member, CancellationToken cancellationToken);

    /// <summary>Revokes an invitation; false if the team has none with this id.</summary>
    Task<bool> RemoveAsync(TeamId team, InvitationId id, CancellationToken cancellationToken);
}
