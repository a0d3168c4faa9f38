using JusInfer.Portal.Data;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// Whether the store can be read and written, as far as that is known without writing. It counts as unusable after half a minute only: a
/// failover takes that long, and meanwhile calls go on with the journal. Right after the start it has to be usable. A SQLite file that was
/// replaced does not come back, and counts as unusable at once.
/// </summary>
/// <param name="contexts">The store.</param>
/// <param name="options">Where it is.</param>
/// <param name="sqlite">The file that the server opened; null with PostgreSQL.</param>
/// <param name="usageFailure">Why usage records could not be stored last; null if they were.</param>
/// <param name="time">The clock.</param>
internal sealed class StoreReadiness(
    IDbContextFactory<PortalDbContext> contexts, StoreOptions options, OpenedSqliteFile? sqlite, Func<Exception?> usageFailure,
    TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>How long an answer counts: several load balancers may ask, and each check takes a connection.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(2);

    /// <summary>How long an answer may take. Many load balancers give up after a second, which must not count as a failed store.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock turn = new();
    private Task check = Task.CompletedTask;
    private bool wasUsable;
    private long? checkedAt, unusableSince;

    /// <summary>False if the store has been unusable for longer than a failover takes.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        if (sqlite is not null && sqlite.HasMoved()) return false;
        Task running;
        lock (turn)
        {
            if (check.IsCompleted && (checkedAt is not { } last || time.GetElapsedTime(last) >= Lifetime)) check = CheckAsync();
            running = check;
        }

        try
        {
            await running.WaitAsync(AnswerTimeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // What was known before counts, until the check has ended.
        }

        lock (turn) return wasUsable && (unusableSince is not { } since || time.GetElapsedTime(since) < Patience);
    }

    /// <summary>Goes on when the request that began it is gone.</summary>
    private async Task CheckAsync()
    {
        var isUsable = (usageFailure() is not { } failure || !StoreFaults.RefusesWrites(failure)) && await IsWritableAsync();
        lock (turn)
        {
            checkedAt = time.GetTimestamp();
            wasUsable |= isUsable;
            unusableSince = isUsable ? null : unusableSince ?? checkedAt;
        }
    }

    private async Task<bool> IsWritableAsync()
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(timeout.Token);
            if (!options.IsShared) return await context.Database.CanConnectAsync(timeout.Token);
            var isWritable = context.Database.SqlQuery<bool>(
                $"SELECT NOT (current_setting('transaction_read_only')::boolean OR pg_is_in_recovery()) AS \"Value\"");
            return await isWritable.SingleAsync(timeout.Token);
        }
        catch (Exception)
        {
            return false;
        }
    }
}
