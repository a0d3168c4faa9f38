using System.Collections.Immutable;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Tests.TestKit.Fakes;

internal sealed class InMemoryTenancyStore : ITenancyStore
{
    public List<Team> Teams { get; } = [];

    public List<Member> Members { get; } = [];

    public Task AddTeamAsync(Team team, Member owner, CancellationToken cancellationToken)
    {
        Teams.Add(team);
        Members.Add(owner);
        return Task.CompletedTask;
    }

    public Task<Team?> FindTeamAsync(TeamId id, CancellationToken cancellationToken) =>
        Task.FromResult(Teams.SingleOrDefault(team => team.Id == id));

    public Task<bool> UpdateTeamAsync(Team team, CancellationToken cancellationToken)
    {
        var index = Teams.FindIndex(stored => stored.Id == team.Id && stored.Version == team.Version - 1);
        if (index >= 0) Teams[index] = team;
        return Task.FromResult(index >= 0);
    }

    public Task<Member?> FindMembershipAsync(UserId user, CancellationToken cancellationToken) =>
        Task.FromResult(Members.Where(member => member.UserId == user).MinBy(member => member.JoinedAt));

    public Task<ImmutableArray<Member>> ListMembershipsAsync(UserId user, CancellationToken cancellationToken) =>
        Task.FromResult(Members.Where(member => member.UserId == user).OrderBy(member => member.JoinedAt).ToImmutableArray());

    public Task<ImmutableArray<Member>> ListMembersAsync(TeamId team, CancellationToken cancellationToken) =>
        Task.FromResult(Members.Where(member => member.TeamId == team).ToImmutableArray());

    public Task<bool> UpdateMemberAsync(Member member, CancellationToken cancellationToken)
    {
        var index = Members.FindIndex(stored => stored.TeamId == member.TeamId && stored.Id == member.Id && stored.Version == member.Version - 1);
        if (index >= 0) Members[index] = member;
        return Task.FromResult(index >= 0);
    }

    public Task<bool> RemoveMemberAsync(TeamId team, MemberId member, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var members = Members.Where(stored => stored.TeamId == team).ToList();
        var removed = members.Find(stored => stored.Id == member);
        var lastOwner = removed?.Role is Role.Owner && members.Count(stored => stored.Role is Role.Owner) == 1;
        return Task.FromResult(removed is not null && !lastOwner && Members.Remove(removed));
    }

    public Task<bool> DeleteTeamAsync(TeamId team, DateTimeOffset at, CancellationToken cancellationToken) =>
        Task.FromResult(Members.RemoveAll(member => member.TeamId == team) > 0);
}
