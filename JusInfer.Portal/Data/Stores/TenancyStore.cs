using System.Collections.Immutable;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class TenancyStore(IDbContextFactory<PortalDbContext> contexts, ChangeWriter writer, AuditWriter audit, TimeProvider time) : ITenancyStore
{
    public Task AddTeamAsync(Tenant tenant, Member owner, CancellationToken cancellationToken) => writer.WriteAsync(
        tenant.Id,
        async context =>
        {
            context.Add(new TenantRow { Id = tenant.Id, Name = tenant.Name, CreatedAt = tenant.CreatedAt, TimeZone = tenant.TimeZone });
            context.Add(MemberMapping.ToRow(owner));
            context.Add(new WalletRow { TenantId = tenant.Id, Mode = WalletMode.Prepaid });
            var added = await context.SaveChangesAsync(cancellationToken);
            var created = new AuditEvent(AuditActions.TeamCreated, tenant.Id.ToString()) { Changes = AuditFields.Between(null, tenant), Actor = owner.UserId };
            await audit.AppendAsync(context, tenant.Id, created, cancellationToken);
            return added;
        },
        cancellationToken);

    public async Task<Tenant?> FindTenantAsync(TenantId id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Tenants.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        return row is null ? null : ToTenant(row);
    }

    public Task<bool> UpdateTenantAsync(Tenant tenant, CancellationToken cancellationToken) => writer.WriteAsync(
        tenant.Id,
        [ChangeTopic.Access, ChangeTopic.Budgets],
        async context =>
        {
            var policy = tenant.KeyPolicy;
            string[]? models = policy.Models.IsEmpty ? null : [.. policy.Models];
            var routing = tenant.Routing;
            string[]? allowed = routing.Allowed.IsEmpty ? null : [.. routing.Allowed];
            string[]? preferred = routing.Preferred.IsEmpty ? null : [.. routing.Preferred];
            var addresses = KeyMapping.ToText(policy.AllowedAddresses);
            var before = await context.Tenants.AsNoTracking().SingleOrDefaultAsync(row => row.Id == tenant.Id, cancellationToken);
            var changed = await context.Tenants.Where(row => row.Id == tenant.Id && row.Version == tenant.Version - 1).ExecuteUpdateAsync(
                row => row
                    .SetProperty(stored => stored.Name, tenant.Name)
                    .SetProperty(stored => stored.TimeZone, tenant.TimeZone)
                    .SetProperty(stored => stored.RequestsPerMinute, tenant.Rates.RequestsPerMinute)
                    .SetProperty(stored => stored.TokensPerMinute, tenant.Rates.TokensPerMinute)
                    .SetProperty(stored => stored.Concurrency, tenant.Rates.Concurrency)
                    .SetProperty(stored => stored.StoreResponses, tenant.Responses.Store)
                    .SetProperty(stored => stored.ResponseRetentionDays, tenant.Responses.RetentionDays)
                    .SetProperty(stored => stored.ShareResponses, tenant.Responses.ShareWithTeam)
                    .SetProperty(stored => stored.RequireSecondFactor, tenant.RequireSecondFactor)
                    .SetProperty(stored => stored.PolicyModels, models)
                    .SetProperty(stored => stored.PolicyRequestsPerMinute, policy.MaxRequestsPerMinute)
                    .SetProperty(stored => stored.PolicyTokensPerMinute, policy.MaxTokensPerMinute)
                    .SetProperty(stored => stored.PolicyConcurrency, policy.MaxConcurrency)
                    .SetProperty(stored => stored.PolicyMonthlyCap, policy.MaxMonthlyCap)
                    .SetProperty(stored => stored.PolicyDays, policy.MaxDays)
                    .SetProperty(stored => stored.PolicyAddresses, addresses)
                    .SetProperty(stored => stored.RoutingBaseline, routing.Baseline)
                    .SetProperty(stored => stored.RoutingControlPercent, routing.ControlPercent)
                    .SetProperty(stored => stored.RoutingSessionModel, routing.SessionModel)
                    .SetProperty(stored => stored.RoutingSessionPercent, routing.SessionPercent)
                    .SetProperty(stored => stored.RoutingAllowed, allowed)
                    .SetProperty(stored => stored.RoutingPreferred, preferred)
                    .SetProperty(stored => stored.RoutingMinQualityPercent, routing.MinQualityPercent)
                    .SetProperty(stored => stored.RoutingMarginPoints, routing.MarginPoints)
                    .SetProperty(stored => stored.Version, tenant.Version),
                cancellationToken);
            if (changed == 1 && !tenant.Responses.Store)
                await context.StoredResponses.Where(row => row.TenantId == tenant.Id).ExecuteDeleteAsync(cancellationToken);
            if (changed == 1)
            {
                var what = new AuditEvent(AuditActions.TeamChanged, tenant.Id.ToString()) { Changes = AuditFields.Between(ToTenant(before!), tenant) };
                await audit.AppendAsync(context, tenant.Id, what, cancellationToken);
            }

            return changed;
        },
        cancellationToken);

    public async Task<Member?> FindMembershipAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return (await context.MembersWithEmail()
            .Where(found => found.Member.UserId == user.Value)
            .OrderBy(found => found.Member.JoinedAt).ThenBy(found => found.Member.Id)
            .FirstOrDefaultAsync(cancellationToken))?.ToMember();
    }

    public async Task<ImmutableArray<Member>> ListMembershipsAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await context.MembersWithEmail()
            .Where(found => found.Member.UserId == user.Value)
            .OrderBy(found => found.Member.JoinedAt).ThenBy(found => found.Member.Id)
            .ToListAsync(cancellationToken);
        return [.. found.Select(member => member.ToMember())];
    }

    public async Task<ImmutableArray<Member>> ListMembersAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await context.MembersWithEmail()
            .Where(found => found.Member.TenantId == tenant)
            .OrderBy(found => found.Member.JoinedAt).ThenBy(found => found.Member.Id)
            .ToListAsync(cancellationToken);
        return [.. found.Select(member => member.ToMember())];
    }

    public Task<bool> UpdateMemberAsync(Member member, CancellationToken cancellationToken) => writer.WriteAsync(
        member.TenantId,
        async context =>
        {
            await TeamRemoval.LockAsync(context, member.TenantId, cancellationToken);
            var before = await context.MembersWithEmail().SingleOrDefaultAsync(found => found.Member.Id == member.Id, cancellationToken);
            var team = context.Members.Where(row => row.TenantId == member.TenantId && row.RemovedAt == null);
            var changed = await team
                .Where(row => row.Id == member.Id && row.Version == member.Version - 1)
                .Where(row => member.Role == Role.Owner || row.Role != Role.Owner || team.Any(other => other.Id != member.Id && other.Role == Role.Owner))
                .ExecuteUpdateAsync(
                    row => row
                        .SetProperty(stored => stored.Role, member.Role)
                        .SetProperty(stored => stored.CapMonthly, member.Cap?.Monthly)
                        .SetProperty(stored => stored.CapOnReach, member.Cap?.OnReach)
                        .SetProperty(stored => stored.RequestsPerMinute, member.Rates.RequestsPerMinute)
                        .SetProperty(stored => stored.TokensPerMinute, member.Rates.TokensPerMinute)
                        .SetProperty(stored => stored.Concurrency, member.Rates.Concurrency)
                        .SetProperty(stored => stored.Version, member.Version),
                    cancellationToken);
            if (changed == 0) return 0;
            if (!member.Role.Manages()) await TeamRemoval.RemoveMailsAsync(context, member.TenantId, member.Id, cancellationToken);
            if (!member.Role.Calls()) await TeamRemoval.RevokeKeysAsync(context, member.TenantId, member.Id, time.GetUtcNow(), cancellationToken);
            var what = new AuditEvent(AuditActions.MemberChanged, member.Id.ToString()) { Changes = AuditFields.Between(before!.ToMember(), member) };
            await audit.AppendAsync(context, member.TenantId, what, cancellationToken);
            return changed;
        },
        cancellationToken);

    public Task<bool> RemoveMemberAsync(TenantId tenant, MemberId member, DateTimeOffset at, CancellationToken cancellationToken) => writer.WriteAsync(
        tenant,
        async context =>
        {
            var before = await context.MembersWithEmail().SingleOrDefaultAsync(found => found.Member.Id == member, cancellationToken);
            if (!await TeamRemoval.RemoveMemberAsync(context, tenant, member, at, cancellationToken)) return 0;
            var what = new AuditEvent(AuditActions.MemberRemoved, member.ToString()) { Changes = AuditFields.Between(before?.ToMember(), null) };
            await audit.AppendAsync(context, tenant, what, cancellationToken);
            return 1;
        },
        cancellationToken);

    public Task<bool> DeleteTeamAsync(TenantId tenant, DateTimeOffset at, CancellationToken cancellationToken) => writer.WriteAsync(
        tenant,
        async context =>
        {
            if (!await TeamRemoval.RemoveTeamAsync(context, tenant, at, cancellationToken)) return 0;
            await audit.AppendAsync(context, tenant, new AuditEvent(AuditActions.TeamDeleted, tenant.ToString()), cancellationToken);
            return 1;
        },
        cancellationToken);

    private static Tenant ToTenant(TenantRow row) => new()
    {
        Id = row.Id,
        Name = row.Name,
        CreatedAt = row.CreatedAt,
        TimeZone = row.TimeZone,
        Rates = row.Rates,
        Responses = row.ResponsePolicy,
        KeyPolicy = row.KeyPolicy,
        Routing = row.RoutingPolicy,
        RequireSecondFactor = row.RequireSecondFactor,
        Version = row.Version,
    };
}
