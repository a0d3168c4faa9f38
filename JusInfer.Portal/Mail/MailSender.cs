namespace JusInfer.Portal.Mail;

/// <summary>Sends the mails of the outbox, one after the other: they have the same server. Without a server it only deletes those that have expired.</summary>
internal sealed partial class MailSender : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LeaseTerm = 2 * Timeout;
    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);

    /// <summary>How long an attempt may go on when the process stops: the server may have the mail already, and would receive it twice.</summary>
    private static readonly TimeSpan TimeoutOnStop = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim wake = new(0);
    private readonly MailOptions options;
    private readonly IMailStore store;
    private readonly MailSeal seal;
    private readonly MailClient client;
    private readonly TimeProvider time;
    private readonly ILogger<MailSender> logger;
    private readonly IDisposable subscription;
    private long? sweptAt;
    private int failures;
    private DateTimeOffset pausedUntil;

    public MailSender(
        MailOptions options, IMailStore store, MailSeal seal, MailClient client, Signal<MailAdded> added, TimeProvider time, ILogger<MailSender> logger)
    {
        (this.options, this.store, this.seal, this.client, this.time, this.logger) = (options, store, seal, client, time, logger);
        subscription = added.Subscribe(_ => Wake());
    }

    /// <summary>Looks for mails now. Without it, they are found within <see cref="PollInterval"/>.</summary>
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
                await SendDueAsync(stoppingToken);
                await WaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        using var poll = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAny(wake.WaitAsync(poll.Token), Task.Delay(PollInterval, time, poll.Token));
        await poll.CancelAsync();
        stoppingToken.ThrowIfCancellationRequested();
    }

    private async Task SendDueAsync(CancellationToken stoppingToken)
    {
        try
        {
            await SweepAsync(stoppingToken);
            while (options.IsEnabled && time.GetUtcNow() is var now && now >= pausedUntil)
            {
                if (await store.TakeAsync(now, now + LeaseTerm, stoppingToken) is not { } taken) return;
                await SendAsync(taken, stoppingToken);
            }
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            LogInterrupted(fault);
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (sweptAt is { } last && time.GetElapsedTime(last) < SweepInterval) return;
        sweptAt = time.GetTimestamp();
        var expired = await store.RemoveExpiredAsync(time.GetUtcNow(), cancellationToken);
        if (expired > 0) LogExpired(expired);
    }

    /// <summary>Makes an attempt. What is known of it is stored, also when the process stops.</summary>
    private async Task SendAsync(OutgoingMail taken, CancellationToken stoppingToken)
    {
        var cancellationToken = CancellationToken.None;
        if (seal.Open(taken.Content) is not { } letter)
        {
            await store.RemoveAsync(taken, cancellationToken);
            LogUnreadable(taken.Id, taken.Kind);
            return;
        }

        switch (await AttemptAsync(taken.Id, letter, stoppingToken))
        {
            case MailOutcome.Sent:
                failures = 0;
                await store.RemoveAsync(taken, cancellationToken);
                LogSent(taken.Id, taken.Kind);
                break;
            case MailOutcome.Rejected rejected:
                failures = 0;
                await store.RemoveAsync(taken, cancellationToken);
                LogRejected(taken.Id, taken.Kind, rejected.Error);
                break;
            case MailOutcome.Deferred deferred:
                failures = 0;
                await store.RetryAsync(taken, time.GetUtcNow() + MailSchedule.DelayAfter(taken.Failures), cancellationToken);
                LogFailed(taken.Id, taken.Kind, deferred.Error);
                break;
            case MailOutcome.Failed failed:
                pausedUntil = time.GetUtcNow() + MailSchedule.PauseAfter(failures++);
                await store.RetryAsync(taken, time.GetUtcNow() + MailSchedule.DelayAfter(taken.Failures), cancellationToken);
                LogFailed(taken.Id, taken.Kind, failed.Error);
                break;
        }
    }

    private async Task<MailOutcome> AttemptAsync(MailId id, Letter letter, CancellationToken stoppingToken)
    {
        using var attempt = new CancellationTokenSource(Timeout, time);
        await using var stop = stoppingToken.Register(() => attempt.CancelAfter(TimeoutOnStop));
        return await client.SendAsync(id, letter, attempt.Token);
    }

    [LoggerMessage(LogEvents.MailSent, LogLevel.Information, "The mail {Mail} ({Kind}) was handed to the SMTP server")]
    private partial void LogSent(MailId mail, MailKind kind);

    [LoggerMessage(LogEvents.MailFailed, LogLevel.Warning, "The mail {Mail} ({Kind}) could not be sent and is tried again. {Error}")]
    private partial void LogFailed(MailId mail, MailKind kind, string error);

    [LoggerMessage(LogEvents.MailRejected, LogLevel.Warning, "The SMTP server rejected the mail {Mail} ({Kind}), which is not tried again. {Error}")]
    private partial void LogRejected(MailId mail, MailKind kind, string error);

    [LoggerMessage(LogEvents.MailsExpired, LogLevel.Warning, "{Count} mails could not be sent in time and were deleted")]
    private partial void LogExpired(int count);

    [LoggerMessage(LogEvents.MailUnreadable, LogLevel.Warning, "The mail {Mail} ({Kind}) was deleted, because the Data Protection key that encrypted it is missing")]
    private partial void LogUnreadable(MailId mail, MailKind kind);

    [LoggerMessage(LogEvents.MailsInterrupted, LogLevel.Warning, "Mails could not be sent because of an error of this node. They are sent later.")]
    private partial void LogInterrupted(Exception fault);
}
