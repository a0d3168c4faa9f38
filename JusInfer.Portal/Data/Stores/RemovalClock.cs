using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>
/// The store has the time of the last removal and the end of the wait after a jump, as ends of two leases that no node holds. The wait thus
/// survives restarts, and all nodes and all removals share it.
/// </summary>
internal sealed partial class RemovalClock(
    IDbContextFactory<PortalDbContext> contexts, TimeProvider time, ILogger<RemovalClock> logger) : IRemovalClock, IDisposable
{
    private const string Last = "removal-last";
    private const string Wait = "removal-wait";

    /// <summary>A larger difference from the last removal is a jump, and the wait after it is as long.</summary>
    private static readonly TimeSpan MaxJump = TimeSpan.FromDays(1);

    /// <summary>Several removals ask at the same time.</summary>
    private readonly SemaphoreSlim turn = new(1);

    private DateTimeOffset? reported;

    public async Task<DateTimeOffset> ReadAsync(CancellationToken cancellationToken)
    {
        var (now, removal) = await ReadStoreAsync(cancellationToken);
        return time.GetUtcNow() - (now - removal);
    }

    public async Task<DateTimeOffset> ReadStoreTimeAsync(CancellationToken cancellationToken) =>
        (await ReadStoreAsync(cancellationToken)).Removal;

    public void Dispose() => turn.Dispose();

    /// <returns>Times by the clock of the store: the current one, and the one by which data is old enough.</returns>
    private async Task<(DateTimeOffset Now, DateTimeOffset Removal)> ReadStoreAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            var now = await context.ReadTimeAsync(time, cancellationToken);
            return (now, await DecideAsync(context, now, cancellationToken));
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<DateTimeOffset> DecideAsync(PortalDbContext context, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var stored = await context.Set<JobLeaseRow>().Where(static row => row.Job == Last || row.Job == Wait)
            .ToDictionaryAsync(static row => row.Job, static row => row.ExpiresAt, cancellationToken);
        var last = stored.TryGetValue(Last, out var removed) ? removed : now;
        DateTimeOffset? waitEnd = stored.TryGetValue(Wait, out var until) ? until : null;

        // A clock that goes on for a day is right. It may have jumped again since, so the end of the wait counts, not the current time.
        if (waitEnd <= now) last = waitEnd.Value;
        if (now - last < MaxJump)
        {
            await SetAsync(context, Last, now, cancellationToken);
            await context.Set<JobLeaseRow>().Where(static row => row.Job == Wait).ExecuteDeleteAsync(cancellationToken);
            return now;
        }

        if (last != removed) await SetAsync(context, Last, last, cancellationToken);
        if (waitEnd is not { } end || end <= now || end > PlausibleTime.Latest(now, MaxJump))
        {
            // Whole seconds are the same when they are read again.
            end = DateTimeOffset.FromUnixTimeSeconds((now + MaxJump).ToUnixTimeSeconds());
            await SetAsync(context, Wait, end, cancellationToken);
        }

        if (reported != end) LogJumped(now, last, end);
        reported = end;
        return last;
    }

    private static async Task SetAsync(PortalDbContext context, string job, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var stored = context.Set<JobLeaseRow>().Where(row => row.Job == job);
        if (await stored.ExecuteUpdateAsync(row => row.SetProperty(lease => lease.ExpiresAt, at), cancellationToken) > 0) return;
        context.Add(new JobLeaseRow { Job = job, Node = Guid.Empty, ExpiresAt = at });
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException fault) when (UniqueViolation.Caused(fault))
        {
            // Another removal has stored it at the same time.
            context.ChangeTracker.Clear();
        }
    }

    [LoggerMessage(
        LogEvents.ClockHasJumped,
        LogLevel.Warning,
        "The time is {Now} by the clock of the store, and old data was last removed at {Last}. If the clock is wrong, correct it. Until "
        + "{End}, no calls, rejected calls, stored responses, prompt sessions, mails, alerts and deliveries to webhooks are removed that became "
        + "old since.")]
    private partial void LogJumped(DateTimeOffset now, DateTimeOffset last, DateTimeOffset end);
}
