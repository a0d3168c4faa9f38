using System.Threading.Channels;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Admission.Money;

/// <summary>Reads the sums of a team's allowances again after another node has stored records, at most once a second.</summary>
internal sealed partial class AllowanceRefresh(
    LimitReader limits, Signal<UsageChanged> changes, TimeProvider time, ILogger<AllowanceRefresh> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var changed = Channel.CreateUnbounded<TeamId>(new UnboundedChannelOptions { SingleReader = true });
        using var subscription = changes.Subscribe(change =>
        {
            if (change.IsForeign) changed.Writer.TryWrite(change.Team);
        });
        while (await changed.Reader.WaitToReadAsync(stoppingToken))
        {
            var teams = new HashSet<TeamId>();
            while (changed.Reader.TryRead(out var team)) teams.Add(team);
            foreach (var team in teams.Contains(default) ? limits.Teams : teams) await RefreshAsync(team, stoppingToken);
            await Task.Delay(Interval, time, stoppingToken);
        }
    }

    private async Task RefreshAsync(TeamId team, CancellationToken stoppingToken)
    {
        try
        {
            await limits.RefreshAsync(team, stoppingToken);
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            // The sums stay as they are until the next change; they include this node's own calls.
            LogRefreshFailed(team, fault);
        }
    }

    [LoggerMessage(LogEvents.AllowanceRefreshFailed, LogLevel.Warning, "What other nodes have spent of the limits of {Team} could not be read.")]
    private partial void LogRefreshFailed(TeamId team, Exception fault);
}
