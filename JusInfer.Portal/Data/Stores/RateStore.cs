using System.Collections.Immutable;
using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Data.Model.Tables;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>Each request locks the rows of its rates, in the order of their keys, so that no two decide about a rate at once.</summary>
internal sealed class RateStore(IDbContextFactory<PortalDbContext> contexts, ChangeFeed feed, TimeProvider time) : IRateStore
{
    /// <summary>The row of a node that has been dead for so long is deleted.</summary>
    private static readonly TimeSpan Retention = TimeSpan.FromDays(1);

    public async Task<ImmutableArray<RateReplyItem>> ExchangeAsync(RateRequest request, LeaseNode node, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var rates = await LockAsync(context, request, cancellationToken);
        var now = await context.ReadTimeAsync(time, cancellationToken);
        var latest = PlausibleTime.Latest(now, LeaseTerms.Duration);
        var calls = request.Items.Any(static item => item.Id.Unit == RateUnit.ConcurrentCalls) ? await ReadCallsAsync(context, request, cancellationToken) : [];

        context.RemoveRange(calls.Where(row => row.ExpiresAt < now - Retention && row.Node != node.Id));

        ImmutableArray<RateReplyItem> answers = [.. request.Items.Select(Decide)];
        await context.SaveChangesAsync(cancellationToken);
        if (request.Items.Zip(answers).Any(static one => one.Second.Granted < one.First.Needed))
            await feed.AnnounceAsync(context, [new StoreChange(ChangeTopic.Rates, request.Team)], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return answers;

        RateReplyItem Decide(RateItem item)
        {
            if (item.Id.Unit == RateUnit.ConcurrentCalls) return Give(item);
            var rate = rates.Single(row => row.Unit == item.Id.Unit && row.Kind == item.Id.Subject.Kind && row.Subject == item.Id.Subject.Id);
            var (answer, arrival) = RateAllocation.Take(item, TimeOf(rate.Arrival), TimeOf(rate.TakenAt), now);
            (rate.Arrival, rate.TakenAt) = (MicrosecondsOf(arrival), MicrosecondsOf(now));
            return answer;
        }

        RateReplyItem Give(RateItem item)
        {
            var subject = item.Id.Subject;
            var own = calls.Find(row => row.Node == node.Id && row.Kind == subject.Kind && row.Subject == subject.Id);
            var others = calls.Where(row => row.Node != node.Id && row.Kind == subject.Kind && row.Subject == subject.Id)
                .Where(row => row.ExpiresAt > now && row.ExpiresAt <= latest).Sum(static row => row.Granted);
            if (own is not null && own.Sequence >= request.Sequence) return new RateReplyItem(own.Granted, TimeSpan.Zero, others);
            if (own is null)
                context.Add(own = new CallLeaseRow { TeamId = request.Team, Kind = subject.Kind, Subject = subject.Id, Node = node.Id });
            var answer = RateAllocation.Give(item, others);
            (own.Granted, own.Sequence, own.ExpiresAt) = ((int)answer.Granted, request.Sequence, now + LeaseTerms.Duration);
            return answer;
        }
    }

    private static DateTimeOffset TimeOf(long microseconds) => DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds);

    private static long MicrosecondsOf(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static Task<List<RateRow>> LockAsync(PortalDbContext context, RateRequest request, CancellationToken cancellationToken)
    {
        var ids = request.Items.Select(static item => item.Id)
            .OrderBy(static id => id.Subject.Kind).ThenBy(static id => id.Subject.Id).ThenBy(static id => id.Unit).ToArray();
        var values = string.Join(", ", ids.Select(static (id, index) =>
            $"({{0}}, {(int)id.Subject.Kind}, {{{index + 1}}}, {(int)id.Unit}, 0, 0)"));

        // An update that changes nothing locks the row and returns it as it is after the wait.
        var sql = $"INSERT INTO {RatesTable.Name} (tenant_id, kind, subject, unit, arrival, taken_at) VALUES {values} "
            + $"ON CONFLICT (tenant_id, kind, subject, unit) DO UPDATE SET arrival = {RatesTable.Name}.arrival RETURNING *";
        object[] parameters = [context.ToParameter(request.Team.Value), .. ids.Select(id => context.ToParameter(id.Subject.Id))];
        return context.Rates.FromSqlRaw(sql, parameters).ToListAsync(cancellationToken);
    }

    private static Task<List<CallLeaseRow>> ReadCallsAsync(PortalDbContext context, RateRequest request, CancellationToken cancellationToken)
    {
        var subjects = request.Items.Where(static item => item.Id.Unit == RateUnit.ConcurrentCalls).Select(static item => item.Id.Subject.Id).ToArray();
        return context.CallLeases.Where(row => row.TeamId == request.Team && subjects.Contains(row.Subject)).ToListAsync(cancellationToken);
    }
}
