using System.Collections.Immutable;

namespace JusInfer.Portal.Tenancy;

/// <summary>Keeps teams and their members.</summary>
internal interface ITenancyStore
{
    /// <summary>Adds a team together with its owner, both or neither.</summary>
    Task AddTeamAsync(Tenant tenant, Member owner, CancellationToken cancellationToken);

    Task<Tenant?> FindTenantAsync(TenantId id, CancellationToken cancellationToken);

    /// <summary>The membership that a user signs in to: the oldest one.</summary>
    Task<Member?> FindMembershipAsync(UserId user, CancellationToken cancellationToken);

    Task<ImmutableArray<Member>> ListMembersAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>
    /// Sets or lifts (null) a member's cap; false where the team has no such member. Publishes <see cref="AccessChanged"/>.
    /// </summary>
    Task<bool> SetCapAsync(TenantId tenant, MemberId member, Cap? cap, CancellationToken cancellationToken);

    /// <summary>
    /// Takes a member out of the team and revokes their keys, both at once; false where the team has no such member, or no other owner. The
    /// member's usage stays, and the person may be invited again, as a new member. Publishes <see cref="AccessChanged"/>.
    /// </summary>
    Task<bool> RemoveMemberAsync(TenantId tenant, MemberId member, DateTimeOffset at, CancellationToken cancellationToken);
}
