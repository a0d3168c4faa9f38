using System.Collections.Immutable;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Primitives.Networks;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class TenancyStore(IDbContextFactory<PortalDbContext> contexts, ChangeWriter writer, AuditWriter audit, TimeProvider time) : ITenancyStore
{
    public Task AddTeamAsync(Team team, Member owner, CancellationToken cancellationToken) => writer.WriteAsync(
        team.Id,
        async context =>
        {
            if (!await AccountLock.TakeAsync(context, owner.UserId, cancellationToken))
                throw new InvalidOperationException("The owner of a new team has no account.");
            context.Add(new TeamRow { Id = team.Id, Name = team.Name, CreatedAt = team.CreatedAt, TimeZone = team.TimeZone });
            context.Add(MemberMapping.ToRow(owner));
            context.Add(new WalletRow { TeamId = team.Id, Mode = WalletMode.Prepaid });
            await TeamRemoval.RemoveResetLinkAsync(context, owner.UserId, cancellationToken);
            var added = await context.SaveChangesAsync(cancellationToken);
            var created = new AuditEvent(AuditActions.TeamCreated, team.Id.ToString()) { Changes = AuditFields.Between(null, team), Actor = owner.UserId };
            await audit.AppendAsync(context, team.Id, created, cancellationToken);
            return added;
        },
        cancellationToken);

    public async Task<Team?> FindTeamAsync(TeamId id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Teams.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        return row is null ? null : ToTeam(row);
    }

    public Task<bool> UpdateTeamAsync(Team team, CancellationToken cancellationToken) => writer.WriteAsync(
        team.Id,
        [ChangeTopic.Access, ChangeTopic.Budgets],
        async context =>
        {
            var policy = team.KeyPolicy;
            string[]? models = policy.Models.IsEmpty ? null : [.. policy.Models];
            var routing = team.Routing;
            string[]? allowed = routing.Allowed.IsEmpty ? null : [.. routing.Allowed];
            string[]? preferred = routing.Preferred.IsEmpty ? null : [.. routing.Preferred];
            var addresses = AddressRange.ToTexts(policy.AllowedAddresses);
            var before = await context.Teams.AsNoTracking().SingleOrDefaultAsync(row => row.Id == team.Id, cancellationToken);
            var changed = await context.Teams.Where(row => row.Id == team.Id && row.Version == team.Version - 1).ExecuteUpdateAsync(
                row => row
                    .SetProperty(stored => stored.Name, team.Name)
                    .SetProperty(stored => stored.TimeZone, team.TimeZone)
                    .SetProperty(stored => stored.RequestsPerMinute, team.Rates.RequestsPerMinute)
                    .SetProperty(stored => stored.TokensPerMinute, team.Rates.TokensPerMinute)
                    .SetProperty(stored => stored.Concurrency, team.Rates.Concurrency)
                    .SetProperty(stored => stored.StoreResponses, team.Responses.Store)
                    .SetProperty(stored => stored.ResponseRetentionDays, team.Responses.RetentionDays)
                    .SetProperty(stored => stored.ShareResponses, team.Responses.ShareWithTeam)
                    .SetProperty(stored => stored.RequireSecondFactor, team.RequireSecondFactor)
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
                    .SetProperty(stored => stored.Version, team.Version),
                cancellationToken);
            if (changed == 1 && !team.Responses.Store)
                await context.StoredResponses.Where(row => row.TeamId == team.Id).ExecuteDeleteAsync(cancellationToken);
            if (changed == 1)
            {
                var what = new AuditEvent(AuditActions.TeamChanged, team.Id.ToString()) { Changes = AuditFields.Between(ToTeam(before!), team) };
                await audit.AppendAsync(context, team.Id, what, cancellationToken);
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

    public async Task<ImmutableArray<Member>> ListMembersAsync(TeamId team, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await context.MembersWithEmail()
            .Where(found => found.Member.TeamId == team)
            .OrderBy(found => found.Member.JoinedAt).ThenBy(found => found.Member.Id)
            .ToListAsync(cancellationToken);
        return [.. found.Select(member => member.ToMember())];
    }

    public Task<bool> UpdateMemberAsync(Member member, CancellationToken cancellationToken) => writer.WriteAsync(
        member.TeamId,
        async context =>
        {
            await TeamRemoval.LockAsync(context, member.TeamId, cancellationToken);
            var before = await context.MembersWithEmail().SingleOrDefaultAsync(found => found.Member.Id == member.Id, cancellationToken);
            var team = context.Members.Where(row => row.TeamId == member.TeamId && row.RemovedAt == null);
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
            if (before!.Member.Role is Role.Owner && member.Role is not Role.Owner)
                await TeamRemoval.RemoveResetLinksAsync(context, member.TeamId, member: null, cancellationToken);
            var isDemoted = before.Member.Role.Manages() && member.Role is not Role.Owner && member.Role != before.Member.Role;
            await InvitationStore.RemoveInvalidAsync(context, member.TeamId, isDemoted, cancellationToken);
            if (!member.Role.Manages()) await TeamRemoval.RemoveMailsAsync(context, member.TeamId, member.Id, cancellationToken);
            if (!member.Role.Calls()) await TeamRemoval.RevokeKeysAsync(context, member.TeamId, member.Id, time.GetUtcNow(), cancellationToken);
            var what = new AuditEvent(AuditActions.MemberChanged, member.Id.ToString())
            {
                Changes = AuditFields.Between(before.ToMember(), member),
            };
            await audit.AppendAsync(context, member.TeamId, what, cancellationToken);
            return changed;
        },
        cancellationToken);

    public Task<bool> RemoveMemberAsync(TeamId team, MemberId member, DateTimeOffset at, CancellationToken cancellationToken) => writer.WriteAsync(
        team,
        async context =>
        {
            var before = await context.MembersWithEmail().SingleOrDefaultAsync(found => found.Member.Id == member, cancellationToken);
            if (!await TeamRemoval.RemoveMemberAsync(context, team, member, at, cancellationToken)) return 0;
            var what = new AuditEvent(AuditActions.MemberRemoved, member.ToString()) { Changes = AuditFields.Between(before?.ToMember(), null) };
            await audit.AppendAsync(context, team, what, cancellationToken);
            return 1;
        },
        cancellationToken);

    public Task<bool> DeleteTeamAsync(TeamId team, DateTimeOffset at, CancellationToken cancellationToken) => writer.WriteAsync(
        team,
        async context =>
        {
            if (!await TeamRemoval.RemoveTeamAsync(context, team, at, cancellationToken)) return 0;
            await audit.AppendAsync(context, team, new AuditEvent(AuditActions.TeamDeleted, team.ToString()), cancellationToken);
            return 1;
        },
        cancellationToken);

    private static Team ToTeam(TeamRow row) => new()
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
