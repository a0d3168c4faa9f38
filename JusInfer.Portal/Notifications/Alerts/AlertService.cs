using System.Collections.Concurrent;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Gateway.Status;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Notifications.Alerts;

/// <summary>
/// Raises alerts. One node, which has the lease, evaluates the teams of which something changed within half a minute, and every hour all that are
/// active. Each node reports the providers that it finds down.
/// </summary>
internal sealed partial class AlertService : BackgroundService
{
    public const string Job = "alerts";

    private const int MaxTeams = 100_000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LeaseTerm = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan ActivePeriod = TimeSpan.FromDays(1);
    private static readonly TimeSpan MaxRetention = TimeSpan.FromDays(90);

    private readonly Guid node = Guid.NewGuid();
    private readonly ConcurrentDictionary<TeamId, bool> changed = new();
    private readonly ProviderOutages outages = new();
    private readonly IAlertStore store;
    private readonly IAlertFacts facts;
    private readonly IJobLeases leases;
    private readonly TeamFactsReader teams;
    private readonly PausedTeams pausedTeams;
    private readonly ProviderHealth providers;
    private readonly OperatorOptions operators;
    private readonly UsageOptions usageOptions;
    private readonly Signal<AlertRaised> raised;
    private readonly IRemovalClock clock;
    private readonly TimeProvider time;
    private readonly ILogger<AlertService> logger;
    private readonly IDisposable[] subscriptions;
    private long sweptAt;
    private volatile bool needsSweep = true;

    public AlertService(
        IAlertStore store, IAlertFacts facts, IJobLeases leases, TeamFactsReader teams, PausedTeams pausedTeams, ProviderHealth providers,
        OperatorOptions operators, UsageOptions usageOptions, Signal<UsageChanged> usage, Signal<AccessChanged> access,
        Signal<BudgetsChanged> budgets, Signal<WalletChanged> wallets, Signal<AlertRaised> raised, IRemovalClock clock,
        TimeProvider time, ILogger<AlertService> logger)
    {
        this.pausedTeams = pausedTeams;
        (this.store, this.facts, this.leases, this.teams, this.providers, this.operators) = (store, facts, leases, teams, providers, operators);
        (this.usageOptions, this.raised, this.clock, this.time, this.logger) = (usageOptions, raised, clock, time, logger);
        subscriptions =
        [
            usage.Subscribe(change => Add(change.Team)), access.Subscribe(change => Add(change.Team)), budgets.Subscribe(change => Add(change.Team)),
            wallets.Subscribe(change => Add(change.Team)),
        ];
    }

    public override void Dispose()
    {
        foreach (var subscription in subscriptions) subscription.Dispose();
        base.Dispose();
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await TryAsync(() => leases.ReleaseAsync(Job, node, cancellationToken), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The time to stop is over. The lease ends with its term.
        }
    }

    /// <summary>Raises the alerts that are due.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await TryAsync(() => EvaluateProvidersAsync(cancellationToken), cancellationToken);
        await TryAsync(() => EvaluateTeamsAsync(cancellationToken), cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do await RunOnceAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    private void Add(TeamId team)
    {
        if (team == default) needsSweep = true; // This node may have missed changes.
        else if (changed.Count < MaxTeams) changed[team] = true;
    }

    private async Task EvaluateProvidersAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var down = outages.Check(providers.Report(), now);
        if (down.IsEmpty) return;
        var recipients = await facts.ListOperatorTeamsAsync(operators.Emails, cancellationToken);
        await StoreAsync([.. recipients.SelectMany(team => down.Select(provider => AlertRules.OfProvider(team, provider, now)))], cancellationToken);
    }

    private async Task EvaluateTeamsAsync(CancellationToken cancellationToken)
    {
        if (!await TakeLeaseAsync(cancellationToken))
        {
            // The node with the lease knows of these changes too. One that gets the lease later begins with a sweep.
            changed.Clear();
            needsSweep = true;
            return;
        }

        await TryAsync(() => ReportPausedTeamsAsync(cancellationToken), cancellationToken);
        if (needsSweep || time.GetElapsedTime(sweptAt) >= SweepInterval)
        {
            (needsSweep, sweptAt) = (false, time.GetTimestamp());
            needsSweep = !await TryAsync(() => SweepAsync(cancellationToken), cancellationToken);
        }

        await TryAsync(() => AddRejectedTeamsAsync(cancellationToken), cancellationToken);
        var leasedAt = time.GetTimestamp();
        foreach (var team in changed.Keys)
        {
            if (time.GetElapsedTime(leasedAt) > LeaseTerm / 3)
            {
                if (!await TakeLeaseAsync(cancellationToken)) return;
                leasedAt = time.GetTimestamp();
            }

            if (changed.TryRemove(team, out _) && !await TryAsync(() => EvaluateAsync(team, cancellationToken), cancellationToken)) Add(team);
        }
    }

    /// <summary>Tells the operators. The team itself is evaluated, because its access has changed.</summary>
    private async Task ReportPausedTeamsAsync(CancellationToken cancellationToken)
    {
        var (paused, now) = (await pausedTeams.ListAsync(cancellationToken), time.GetUtcNow());
        if (paused.IsEmpty) return;
        var recipients = await facts.ListOperatorTeamsAsync(operators.Emails, cancellationToken);
        var alerts = from recipient in recipients
                     from pause in paused.Values
                     where pause.TeamId != recipient
                     select AlertRules.OfPausedTeam(recipient, pause, now);
        await StoreAsync([.. alerts], cancellationToken);
    }

    /// <summary>A rejected call changes nothing, so no node publishes it.</summary>
    private async Task AddRejectedTeamsAsync(CancellationToken cancellationToken)
    {
        foreach (var team in await facts.ListRejectedTeamsAsync(time.GetUtcNow() - Interval * 2, cancellationToken)) Add(team);
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var team in await facts.ListTeamsAsync(now - ActivePeriod, now, now + AlertRules.MaxExpiryNotice, cancellationToken)) Add(team);
        var retention = TimeSpan.FromDays(usageOptions.RetentionDays);
        if (retention <= TimeSpan.Zero || retention > MaxRetention) retention = MaxRetention;
        await store.RemoveBeforeAsync(await clock.ReadAsync(cancellationToken) - retention, cancellationToken);
    }

    private async Task EvaluateAsync(TeamId team, CancellationToken cancellationToken) =>
        await StoreAsync(AlertRules.Evaluate(await teams.ReadAsync(team, cancellationToken)), cancellationToken);

    private async Task StoreAsync(IReadOnlyCollection<Alert> alerts, CancellationToken cancellationToken)
    {
        if (alerts.Count == 0) return;
        foreach (var alert in await store.AddAsync(alerts, cancellationToken))
        {
            LogRaised(alert.Rule, alert.TeamId);
            raised.Publish(new AlertRaised(alert.TeamId));
        }
    }

    private Task<bool> TakeLeaseAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return leases.TakeAsync(Job, node, now, now + LeaseTerm, cancellationToken);
    }

    /// <returns>False if it failed.</returns>
    private async Task<bool> TryAsync(Func<Task> evaluate, CancellationToken cancellationToken)
    {
        try
        {
            await evaluate();
            return true;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(fault);
            return false;
        }
    }

    [LoggerMessage(LogEvents.AlertRaised, LogLevel.Information, "An alert was raised: {Rule} of {Team}")]
    private partial void LogRaised(AlertRule rule, TeamId team);

    [LoggerMessage(LogEvents.AlertsNotEvaluated, LogLevel.Warning, "Alerts could not be evaluated. They are evaluated again in half a minute.")]
    private partial void LogFailed(Exception fault);
}
