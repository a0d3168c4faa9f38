using System.Collections.Immutable;

namespace JusInfer.Portal.Tenancy;

/// <summary>Stores teams and their members.</summary>
internal interface ITenancyStore
{
    /// <summary>Adds a team and its owner in one transaction. It throws if there is no account, or one that was deleted.</summary>
    Task AddTeamAsync(Team team, Member owner, CancellationToken cancellationToken);

    Task<Team?> FindTeamAsync(TeamId id, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces a team's name, time zone, rate limits, requirement of a second factor, policy for keys, rules for automatic routing and for stored responses, and deletes its stored
    /// responses if it stores none. Publishes <see cref="AccessChanged"/>, and that its budgets may have changed.
    /// </summary>
    /// <returns>False, and nothing changes, unless the stored version is one less than the given one.</returns>
    Task<bool> UpdateTeamAsync(Team team, CancellationToken cancellationToken);

    /// <summary>The membership that a user signs in to: their oldest one.</summary>
    Task<Member?> FindMembershipAsync(UserId user, CancellationToken cancellationToken);

    /// <summary>All memberships of a user, the oldest first.</summary>
    Task<ImmutableArray<Member>> ListMembershipsAsync(UserId user, CancellationToken cancellationToken);

    Task<ImmutableArray<Member>> ListMembersAsync(TeamId team, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces a member's role, cap and rate limits, and revokes the keys of a member whose role has none. Publishes <see cref="AccessChanged"/>.
    /// </summary>
    /// <returns>
    /// False, and nothing changes, unless the team has the member, the stored version is one less than the given one, and an owner remains. Of two owners
    /// who stop being owners at the same time, on any node, one remains.
    /// </returns>
    Task<bool> UpdateMemberAsync(Member member, CancellationToken cancellationToken);

    /// <summary>
    /// Removes a member and revokes their keys in one transaction; false if the team has no such member, or no other owner. The member's
    /// usage stays, and the person can be invited again, as a new member. Publishes <see cref="AccessChanged"/>.
    /// </summary>
    Task<bool> RemoveMemberAsync(TeamId team, MemberId member, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>
    /// Removes all members of a team, revokes its keys, and deletes its invitations and stored responses in one transaction; false if it has no members.
    /// Usage and ledger stay for the operator's books. Publishes <see cref="AccessChanged"/>.
    /// </summary>
    Task<bool> DeleteTeamAsync(TeamId team, DateTimeOffset at, CancellationToken cancellationToken);
}
