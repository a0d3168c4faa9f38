using System.Collections.Immutable;

namespace JusInfer.Portal.Tenancy;

/// <summary>
/// Keeps invitations by the hash of their token until they are accepted or revoked. Every change publishes <see cref="AccessChanged"/>.
/// </summary>
internal interface IInvitationStore
{
    /// <summary>
    /// Adds an invitation in place of an earlier one to the same address, and forgets those of the team that have expired.
    /// </summary>
    Task AddAsync(Invitation invitation, byte[] hash, CancellationToken cancellationToken);

    /// <summary>The invitation whose token has this hash, an expired one too.</summary>
    Task<Invitation?> FindAsync(byte[] hash, CancellationToken cancellationToken);

    /// <summary>The team's invitations, oldest first, expired ones too.</summary>
    Task<ImmutableArray<Invitation>> ListAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>Uses an invitation up and adds the member, both or neither; false where it was used or revoked before.</summary>
    Task<bool> AcceptAsync(Invitation invitation, Member member, CancellationToken cancellationToken);

    /// <summary>Revokes an invitation; false where the team has none of this id.</summary>
    Task<bool> RemoveAsync(TenantId tenant, InvitationId id, CancellationToken cancellationToken);
}
