using System.Collections.Immutable;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Tests.TestKit.Fakes;

internal sealed class InMemoryTenancyStore : ITenancyStore
{
    public List<Tenant> Tenants { get; } = [];

    public List<Member> Members { get; } = [];

    public Task AddTeamAsync(Tenant tenant, Member owner, CancellationToken cancellationToken)
    {
        Tenants.Add(tenant);
        Members.Add(owner);
        return Task.CompletedTask;
    }

    public Task<Tenant?> FindTenantAsync(TenantId id, CancellationToken cancellationToken) =>
        Task.FromResult(Tenants.SingleOrDefault(tenant => tenant.Id == id));

    public Task<bool> UpdateTenantAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var index = Tenants.FindIndex(stored => stored.Id == tenant.Id && stored.Version == tenant.Version - 1);
        if (index >= 0) Tenants[index] = tenant;
        return Task.FromResult(index >= 0);
    }

    public Task<Member?> FindMembershipAsync(UserId user, CancellationToken cancellationToken) =>
        Task.FromResult(Members.Where(member => member.UserId == user).MinBy(member => member.JoinedAt));

    public Task<ImmutableArray<Member>> ListMembershipsAsync(UserId user, CancellationToken cancellationToken) =>
        Task.FromResult(Members.Where(member => member.UserId == user).OrderBy(member => member.JoinedAt).ToImmutableArray());

    public Task<ImmutableArray<Member>> ListMembersAsync(TenantId tenant, CancellationToken cancellationToken) =>
        Task.FromResult(Members.Where(member => member.TenantId == tenant).ToImmutableArray());

    public Task<bool> UpdateMemberAsync(Member member, CancellationToken cancellationToken)
    {
        var index = Members.FindIndex(stored => stored.TenantId == member.TenantId && stored.Id == member.Id && stored.Version == member.Version - 1);
        if (index >= 0) Members[index] = member;
        return Task.FromResult(index >= 0);
    }

    public Task<bool> RemoveMemberAsync(TenantId tenant, MemberId member, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var team = Members.Where(stored => stored.TenantId == tenant).ToList();
        var removed = team.Find(stored => stored.Id == member);
        var lastOwner = removed?.Role is Role.Owner && team.Count(stored => stored.Role is Role.Owner) == 1;
        return Task.FromResult(removed is not null && !lastOwner && Members.Remove(removed));
    }

    public Task<bool> DeleteTeamAsync(TenantId tenant, DateTimeOffset at, CancellationToken cancellationToken) =>
        Task.FromResult(Members.RemoveAll(member => member.TenantId == tenant) > 0);
}
