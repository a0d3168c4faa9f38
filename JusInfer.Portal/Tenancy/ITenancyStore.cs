using System.Collections.Immutable;

namespace JusInfer.Portal.Tenancy;

/// <summary>Stores teams and their members.</summary>
internal interface ITenancyStore
{
    /// <summary>Adds a team and its owner in one transaction.</summary>
    Task AddTeamAsync(Tenant tenant, Member owner, CancellationToken cancellationToken);

    Task<Tenant?> FindTenantAsync(TenantId id, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces a team's name, time zone and rules for stored responses, and deletes its stored responses if it stores none. Publishes
    /// <see cref="AccessChanged"/>, and that its budgets may have changed.
    /// </summary>
    Task UpdateTenantAsync(Tenant tenant, CancellationToken cancellationToken);

    /// <summary>The membership that a user signs in to: their oldest one.</summary>
    Task<Member?> FindMembershipAsync(UserId user, CancellationToken cancellationToken);

    Task<ImmutableArray<Member>> ListMembersAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>
    /// Sets a member's cap, or removes it (null); false if the team has no such member. Publishes <see cref="AccessChanged"/>.
    /// </summary>
    Task<bool> SetCapAsync(TenantId tenant, MemberId member, Cap? cap, CancellationToken cancellationToken);

    /// <summary>
    /// Removes a member and revokes their keys in one transaction; false if the team has no such member, or no other owner. The member's
    /// usage stays, and the person can be invited again, as a new member. Publishes <see cref="AccessChanged"/>.
    /// </summary>
    Task<bool> RemoveMemberAsync(TenantId tenant, MemberId member, DateTimeOffset at, CancellationToken cancellationToken);
}
