using JusInfer.Portal.Cluster;

namespace JusInfer.Portal.Usage;

/// <summary>Removes usage that is older than the configured retention, and allowances that ended long ago, every hour. One node at a time does so.</summary>
internal sealed partial class UsageSweeper(
    IUsageRetention retention, IJobLeases jobs, LeaseNode node, IStoreClock clock, UsageOptions options, TimeProvider time,
    ILogger<UsageSweeper> logger) : BackgroundService
{
    private const string Job = "usage-sweep";

    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);

    /// <summary>Shorter than the interval: another node sweeps within an hour after the one that did has ended, without a release.</summary>
    private static readonly TimeSpan LeaseTerm = TimeSpan.FromMinutes(50);

    /// <summary>
    /// If the store's clock has jumped by more, nothing is removed for as long: a wrong clock would make all calls look old.
    /// </summary>
    private static readonly TimeSpan MaxJump = TimeSpan.FromDays(1);

    /// <summary>How long ended allowances stay, for calls that end or are recovered late.</summary>
    private static readonly TimeSpan AllowanceRetention = TimeSpan.FromDays(40);

    /// <summary>The pause after each batch, in which other writers of a SQLite file get their turn.</summary>
    private static readonly TimeSpan BatchDelay = TimeSpan.FromMilliseconds(50);

    private long? jumpedAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SweepInterval, time);
        try
        {
            do
            {
                await SweepAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await HasJumpedAsync(stoppingToken)) return;
            var now = time.GetUtcNow();
            if (!await jobs.TakeAsync(Job, node.Id, now, now + LeaseTerm, stoppingToken)) return;
            await retention.PrepareAsync(now, stoppingToken);
            await retention.RemoveAllowancesBeforeAsync(now - AllowanceRetention, stoppingToken);
            if (options.RetentionDays == 0) return;
            var before = now.AddDays(-options.RetentionDays);
            while (await retention.RemoveBeforeAsync(before, stoppingToken)) await Task.Delay(BatchDelay, time, stoppingToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogSweepFailed(fault);
        }
    }

    /// <summary>Compares the clock of the store with the time of the last sweep, and waits for a day after a jump.</summary>
    private async Task<bool> HasJumpedAsync(CancellationToken stoppingToken)
    {
        var now = await clock.ReadAsync(stoppingToken);
        if (await jobs.FindEndAsync(Job, stoppingToken) is not { } end || now - end < MaxJump)
        {
            jumpedAt = null;
            return false;
        }

        jumpedAt ??= time.GetTimestamp();
        if (time.GetElapsedTime(jumpedAt.Value) >= MaxJump) return false;
        LogJumped(now, end);
        return true;
    }

    [LoggerMessage(
        LogEvents.ClockHasJumped,
        LogLevel.Warning,
        "The time is {Now} by the clock of the store, and old usage was last removed before {Last}. If the clock is wrong, correct it. "
        + "Nothing is removed until this process has run for a day.")]
    private partial void LogJumped(DateTimeOffset now, DateTimeOffset last);

    [LoggerMessage(LogEvents.UsageSweepFailed, LogLevel.Error, "Expired usage could not be removed. The next sweep tries again.")]
    private partial void LogSweepFailed(Exception fault);
}
