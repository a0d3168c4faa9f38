using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Usage;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>
/// Sums the cost of the stored calls of an allowance. Tables of sums are used for the periods that they have, and single calls, found by the
/// time in their ids, for the rest of the window.
/// </summary>
internal sealed class AllowanceSum(PortalDbContext context, AllowanceId id)
{
    public Task<NanoUsd> ReadAsync(CancellationToken cancellationToken) => id switch
    {
        { Kind: AllowanceKind.Run } => SumRunAsync(cancellationToken),
        { Kind: AllowanceKind.User, Model: "" } => SumUserAsync(cancellationToken),
        { Kind: AllowanceKind.User } => SumCallsAsync(id.Start, id.End, cancellationToken),
        _ => SumHoursAsync(cancellationToken),
    };

    /// <summary>The calls of a run are between the first and the last call of its tree.</summary>
    private async Task<NanoUsd> SumRunAsync(CancellationToken cancellationToken)
    {
        var root = await context.Runs.AsNoTracking()
            .SingleOrDefaultAsync(row => row.TeamId == id.Team && row.RunId == id.Subject, cancellationToken);
        if (root is null) return NanoUsd.Zero;
        if (id.Model.Length == 0 && id.Start <= root.FirstAt && root.LastAt < id.End) return new NanoUsd(root.TreeCostNano);
        return await SumCallsAsync(Max(id.Start, root.FirstAt), Min(id.End, root.LastAt.AddMicroseconds(1)), cancellationToken);
    }

    private Task<NanoUsd> SumUserAsync(CancellationToken cancellationToken)
    {
        var rows = context.EndUserSums.Where(row => row.TeamId == id.Team && row.EndUser == id.Subject);
        return SumPeriodsAsync(rows, SumPeriod.Day, SumPeriod.Month, cancellationToken);
    }

    private Task<NanoUsd> SumHoursAsync(CancellationToken cancellationToken)
    {
        var rows = context.UsageSums.Where(row => row.TeamId == id.Team);
        if (id.Kind == AllowanceKind.Member && MemberId.Parse(id.Subject, null) is var member) rows = rows.Where(row => row.MemberId == member);
        if (id.Kind == AllowanceKind.Key && KeyId.Parse(id.Subject, null) is var key) rows = rows.Where(row => row.KeyId == key);
        if (id.Model.Length > 0) rows = rows.Where(row => row.ModelServed == id.Model);
        return SumPeriodsAsync(rows, SumPeriod.Hour, SumPeriod.Day, cancellationToken);
    }

    /// <summary>Sums the whole periods of the window, and the calls before and after them.</summary>
    private async Task<NanoUsd> SumPeriodsAsync<TRow>(
        IQueryable<TRow> rows, SumPeriod period, SumPeriod longer, CancellationToken cancellationToken)
        where TRow : PeriodSumRow
    {
        var (from, to) = period.Inside(id.Start, id.End);
        if (from >= to) return await SumCallsAsync(id.Start, id.End, cancellationToken);
        var spent = await SumCallsAsync(id.Start, from, cancellationToken) + await SumCallsAsync(to, id.End, cancellationToken);
        foreach (var range in period.Cover(longer, from, to))
            spent += new NanoUsd(await rows.Within(range).SumAsync(row => row.CostNano, cancellationToken));
        return spent;
    }

    private async Task<NanoUsd> SumCallsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        if (from >= to) return NanoUsd.Zero;

        // The time in an id is that of the call without the fraction of a millisecond.
        var (first, end) = (RequestIdRange.LowestAt(from), RequestIdRange.LowestAt(to.AddMilliseconds(1)));
        var calls = Of(context.UsageRequests.Where(row => row.TeamId == id.Team && row.Id.CompareTo(first) >= 0 && row.Id.CompareTo(end) < 0));
        if (id.Model.Length > 0) calls = calls.Where(row => row.ModelServed == id.Model);
        var costs = calls.Where(row => row.At >= from && row.At < to).Select(row => row.Cost).AsAsyncEnumerable();
        var spent = NanoUsd.Zero;
        await foreach (var cost in costs.WithCancellation(cancellationToken)) spent += cost;
        return spent;
    }

    private IQueryable<UsageRecord> Of(IQueryable<UsageRecord> calls) => id.Kind switch
    {
        AllowanceKind.Member when MemberId.Parse(id.Subject, null) is var member => calls.Where(row => row.MemberId == member),
        AllowanceKind.Key when KeyId.Parse(id.Subject, null) is var key => calls.Where(row => row.KeyId == key),
        AllowanceKind.User => calls.Where(row => row.User == id.Subject),
        AllowanceKind.Run => calls.Where(row => row.RootRunId == id.Subject),
        _ => calls,
    };

    private static DateTimeOffset Max(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    private static DateTimeOffset Min(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;
}
