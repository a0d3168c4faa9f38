using JusInfer.Portal.Cluster;

namespace JusInfer.Portal.Usage;

/// <summary>Removes usage that is older than the configured retention, and allowances that ended long ago, every hour. One node at a time does so.</summary>
internal sealed partial class UsageSweeper(
    IUsageRetention retention, IJobLeases jobs, LeaseNode node, IRemovalClock clock, UsageOptions options, TimeProvider time,
    ILogger<UsageSweeper> logger) : BackgroundService
{
    private const string Job = "usage-sweep";

    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);

    /// <summary>Shorter than the interval: another node sweeps within an hour after the one that did has ended, without a release.</summary>
    private static readonly TimeSpan LeaseTerm = TimeSpan.FromMinutes(50);

    /// <summary>How long ended allowances stay, for calls that end or are recovered late.</summary>
    private static readonly TimeSpan AllowanceRetention = TimeSpan.FromDays(40);

    /// <summary>The pause after each batch, in which other writers of a SQLite file get their turn.</summary>
    private static readonly TimeSpan BatchDelay = TimeSpan.FromMilliseconds(50);

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
            var now = time.GetUtcNow();
            if (!await jobs.TakeAsync(Job, node.Id, now, now + LeaseTerm, stoppingToken)) return;
            await retention.PrepareAsync(now, stoppingToken);
            var today = await clock.ReadAsync(stoppingToken);
            await retention.RemoveAllowancesBeforeAsync(today - AllowanceRetention, stoppingToken);
            if (options.RetentionDays == 0) return;
            var before = today.AddDays(-options.RetentionDays);
            while (await retention.RemoveBeforeAsync(before, stoppingToken)) await Task.Delay(BatchDelay, time, stoppingToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogSweepFailed(fault);
        }
    }

    [LoggerMessage(LogEvents.UsageSweepFailed, LogLevel.Error, "Expired usage could not be removed. The next sweep tries again.")]
    private partial void LogSweepFailed(Exception fault);
}
