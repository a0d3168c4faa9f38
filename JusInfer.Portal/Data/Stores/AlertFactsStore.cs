using System.Collections.Immutable;
using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Usage.Rejections;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class AlertFactsStore(IDbContextFactory<PortalDbContext> contexts) : IAlertFacts
{
    public async Task<ImmutableDictionary<AllowanceId, NanoUsd>> ReadSpentAsync(
        TeamId team, IReadOnlyCollection<string> subjects, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var bySubject = subjects.ToLookup(static subject => StorableText.Sanitize(subject), StringComparer.Ordinal);
        var stored = bySubject.Select(static subject => subject.Key).ToArray();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Allowances.AsNoTracking()
            .Where(row => row.TeamId == team && EF.Parameter(stored).Contains(row.Subject) && row.StartsAt <= at && row.EndsAt > at)
            .ToListAsync(cancellationToken);
        var spent = from row in rows
                    from subject in bySubject[row.Subject]
                    select KeyValuePair.Create(new AllowanceId(row.TeamId, row.Kind, subject, row.Model, row.StartsAt, row.EndsAt), row.Spent);
        return spent.ToImmutableDictionary();
    }

    public async Task<ImmutableArray<TeamId>> ListTeamsAsync(
        DateTimeOffset activeSince, DateTimeOffset expiringFrom, DateTimeOffset expiringTo, CancellationToken cancellationToken)
    {
        var day = SumPeriod.Day.StartOf(activeSince);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);

        // One seek in the sums per team.
        var active = await context.Teams
            .Where(team => context.UsageSums.Any(row => row.TeamId == team.Id && row.Period == (int)SumPeriod.Day && row.Start >= day))
            .Select(team => team.Id)
            .ToListAsync(cancellationToken);
        var expiring = await context.Keys
            .Where(key => key.RevokedAt == null
                && ((key.ExpiresAt > expiringFrom && key.ExpiresAt <= expiringTo)
                    || (key.PreviousEndsAt > expiringFrom && key.PreviousEndsAt <= expiringTo && key.PreviousLastUsedAt != null)))
            .Select(key => key.TeamId)
            .Distinct()
            .ToListAsync(cancellationToken);
        return [.. active.Union(expiring)];
    }

    public async Task<ImmutableArray<TeamId>> ListRejectedTeamsAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var first = RequestIdRange.LowestAt(since);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return
        [
            .. await context.Set<Rejection>()
                .Where(row => row.Id.CompareTo(first) >= 0 && row.Status == StatusCodes.Status402PaymentRequired)
                .Select(row => row.TeamId)
                .Distinct()
                .ToListAsync(cancellationToken),
        ];
    }

    public async Task<ImmutableArray<TeamId>> ListOperatorTeamsAsync(IReadOnlyCollection<string> emails, CancellationToken cancellationToken)
    {
        var names = emails.Select(static email => email.ToUpperInvariant()).ToArray();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var teams = from member in context.Members
                    where member.RemovedAt == null
                        && (context.Operators.Any(row => row.UserId == member.UserId)
                            || context.Users.Any(user => user.Id == member.UserId && user.EmailConfirmed && EF.Parameter(names).Contains(user.NormalizedEmail)))
                    select member.TeamId;
        return [.. await teams.Distinct().ToListAsync(cancellationToken)];
    }
}
