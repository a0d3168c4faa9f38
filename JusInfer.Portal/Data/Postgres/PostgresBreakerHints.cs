using System.Threading.Channels;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Gateway.Upstreams.Health;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Postgres;

/// <summary>
/// Tells other nodes by <c>NOTIFY</c> when a circuit breaker of this node opens or closes. Hints are not stored: one that is lost costs another
/// node four more failures.
/// </summary>
internal sealed partial class PostgresBreakerHints(
    IDbContextFactory<PortalDbContext> contexts, PostgresChangeFeed feed, Signal<BreakerChanged> breakers, ILogger<PostgresBreakerHints> logger)
    : BackgroundService
{
    private const int MaxQueued = 256;

    private readonly Channel<BreakerChanged> queue = Channel.CreateBounded<BreakerChanged>(
        new BoundedChannelOptions(MaxQueued) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = breakers.Subscribe(change =>
        {
            if (!change.IsForeign) queue.Writer.TryWrite(change);
        });
        await foreach (var change in queue.Reader.ReadAllAsync(stoppingToken)) await SendAsync(change, stoppingToken);
    }

    private async Task SendAsync(BreakerChanged change, CancellationToken cancellationToken)
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            var payload = new BreakerNotification(change, feed.Node).ToString();
            await context.Database.ExecuteSqlAsync($"SELECT pg_notify({PostgresChangeFeed.Channel}, {payload})", cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotSent(change.Provider, change.Model, fault.Message);
        }
    }

    [LoggerMessage(
        LogEvents.BreakerHintNotSent, LogLevel.Debug, "Other nodes were not told about the circuit breaker of {Provider}'s model {Model} ({Reason}).")]
    private partial void LogNotSent(string provider, string model, string reason);
}
