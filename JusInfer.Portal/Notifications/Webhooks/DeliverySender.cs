using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using JusInfer.Portal.Notifications.Alerts;

namespace JusInfer.Portal.Notifications.Webhooks;

/// <summary>
/// Sends deliveries that are due. A receiver that is slow delays only its own: at most one attempt per webhook and three per team run at the same time
/// on a node.
/// </summary>
internal sealed partial class DeliverySender : BackgroundService
{
    private const int MaxConcurrent = 16;
    private const int MaxConcurrentPerTeam = 3;

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LeaseTerm = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    private readonly ConcurrentDictionary<WebhookId, (TeamId Team, Task Attempt)> running = new();
    private readonly SemaphoreSlim wake = new(0);
    private readonly IDeliveryStore deliveries;
    private readonly IWebhookStore webhooks;
    private readonly WebhookSecrets secrets;
    private readonly DeliveryClient client;
    private readonly IRemovalClock clock;
    private readonly TimeProvider time;
    private readonly ILogger<DeliverySender> logger;
    private readonly IDisposable subscription;
    private long? sweptAt;

    public DeliverySender(
        IDeliveryStore deliveries, IWebhookStore webhooks, WebhookSecrets secrets, DeliveryClient client, Signal<AlertRaised> raised,
        IRemovalClock clock, TimeProvider time, ILogger<DeliverySender> logger)
    {
        (this.deliveries, this.webhooks, this.secrets, this.client) = (deliveries, webhooks, secrets, client);
        (this.clock, this.time, this.logger) = (clock, time, logger);
        subscription = raised.Subscribe(_ => Wake());
    }

    /// <summary>Looks for deliveries now. Without it, they are found within <see cref="PollInterval"/>.</summary>
    public void Wake()
    {
        if (wake.CurrentCount == 0) wake.Release();
    }

    public override void Dispose()
    {
        subscription.Dispose();
        wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await StartDueAsync(stoppingToken);
                await WaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }

        await Task.WhenAll(running.Values.Select(static attempt => attempt.Attempt));
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        using var poll = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAny(wake.WaitAsync(poll.Token), Task.Delay(PollInterval, time, poll.Token));
        await poll.CancelAsync();
        stoppingToken.ThrowIfCancellationRequested();
    }

    private async Task StartDueAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (sweptAt is not { } last || time.GetElapsedTime(last) >= SweepInterval)
            {
                sweptAt = time.GetTimestamp();
                await deliveries.RemoveBeforeAsync(await clock.ReadAsync(stoppingToken) - Retention, stoppingToken);
            }

            while (running.Count < MaxConcurrent)
            {
                var now = time.GetUtcNow();
                var busyTeams = running.Values.CountBy(static attempt => attempt.Team).Where(static team => team.Value >= MaxConcurrentPerTeam).Select(static team => team.Key).ToArray();
                if (await deliveries.TakeAsync(now, now + LeaseTerm, [.. running.Keys], busyTeams, stoppingToken) is not { } taken) return;
                Start(taken, stoppingToken);
            }
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            LogInterrupted(fault);
        }
    }

    private void Start(WebhookDelivery taken, CancellationToken stoppingToken)
    {
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        running[taken.WebhookId] = (taken.TeamId, RunAsync());
        begin.SetResult(); // Not earlier: the attempt removes itself.

        async Task RunAsync()
        {
            await begin.Task;
            try
            {
                await AttemptAsync(taken, stoppingToken);
            }
            catch (Exception fault)
            {
                LogInterrupted(fault);
            }
            finally
            {
                running.TryRemove(taken.WebhookId, out _);
            }

            if (!stoppingToken.IsCancellationRequested) Wake();
        }
    }

    /// <summary>Makes an attempt. When the process stops, only the request is canceled: what is known of the attempt is stored.</summary>
    private async Task AttemptAsync(WebhookDelivery taken, CancellationToken stoppingToken)
    {
        var cancellationToken = CancellationToken.None;
        if (await webhooks.FindAsync(taken.TeamId, taken.WebhookId, cancellationToken) is not { } webhook) return; // It was removed meanwhile.
        var at = time.GetUtcNow();
        if (!webhook.IsEnabled && !taken.IsTest)
        {
            await deliveries.CompleteAsync(taken, DeliveryOutcome.NotSent("The webhook was disabled."), at, nextAttemptAt: null, cancellationToken);
            return;
        }

        if (await SendAsync(webhook, taken, stoppingToken) is not { } outcome)
        {
            await deliveries.ReturnAsync(taken, time.GetUtcNow(), cancellationToken); // Another node sends it, or this one after its next start.
            return;
        }

        var next = outcome.IsDelivered || taken.IsTest || outcome.IsGone ? null : NextAttempt(taken.Failures);
        if (!await deliveries.CompleteAsync(taken, outcome, at, next, cancellationToken) || outcome.IsDelivered || taken.IsTest) return;
        LogFailed(taken.Id, webhook.Id, webhook.Origin, outcome.Error!);
        if (ReasonToDisable(webhook, outcome, at) is { } reason) await DisableAsync(webhook, reason, at, cancellationToken);
    }

    /// <returns>Null if the process stops.</returns>
    private async Task<DeliveryOutcome?> SendAsync(Webhook webhook, WebhookDelivery taken, CancellationToken stoppingToken)
    {
        if (secrets.Open(webhook.Secret) is not { } secret) return DeliveryOutcome.NotSent("The secret of the webhook cannot be read. Remove the webhook and add it again.");
        try
        {
            return await client.SendAsync(webhook.Url, secret, taken.Id, taken.Payload, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private DateTimeOffset? NextAttempt(int failures) => time.GetUtcNow() + RetrySchedule.DelayAfter(failures, RandomUnit());

    private static string? ReasonToDisable(Webhook webhook, DeliveryOutcome outcome, DateTimeOffset now) =>
        outcome.IsGone ? "Its receiver answered 410 Gone."
        : webhook.FailingSince is { } since && now - since >= RetrySchedule.MaxFailingTime ? $"Every attempt has failed for {RetrySchedule.MaxFailingTime.Days} days. {outcome.Error}"
        : null;

    private async Task DisableAsync(Webhook webhook, string reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var alert = AlertRules.OfWebhook(webhook.TeamId, webhook.Id, webhook.Origin, reason, now);
        if (await webhooks.DisableAsync(webhook.TeamId, webhook.Id, reason, alert, cancellationToken)) LogDisabled(webhook.Id, webhook.TeamId, webhook.Origin);
    }

    [SuppressMessage("Security", "CA5394:Do not use insecure randomness", Justification = "It only spreads retries.")]
    private static double RandomUnit() => Random.Shared.NextDouble();

    [LoggerMessage(LogEvents.DeliveryFailed, LogLevel.Information, "The delivery {Delivery} to the webhook {Webhook} at {Origin} failed. {Error}")]
    private partial void LogFailed(DeliveryId delivery, WebhookId webhook, string origin, string error);

    [LoggerMessage(LogEvents.WebhookDisabled, LogLevel.Warning, "The webhook {Webhook} of {Team} at {Origin} is disabled, because it failed for days or answered 410.")]
    private partial void LogDisabled(WebhookId webhook, TeamId team, string origin);

    [LoggerMessage(LogEvents.DeliveriesInterrupted, LogLevel.Warning, "Webhooks could not be sent because of an error of this node. They are sent later.")]
    private partial void LogInterrupted(Exception fault);
}
