using System.Collections.Immutable;

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
    private readonly IRemovalClock clock;
    private readonly TimeProvider time;
    private readonly ILogger<MailSender> logger;
    private readonly IDisposable subscription;
    private long? sweptAt;
    private int failures;
    private (long Since, TimeSpan Length) pause;

    public MailSender(
        MailOptions options, IMailStore store, MailSeal seal, MailClient client, Signal<MailAdded> added, IRemovalClock clock,
        TimeProvider time, ILogger<MailSender> logger)
    {
        (this.options, this.store, this.seal, this.client) = (options, store, seal, client);
        (this.clock, this.time, this.logger) = (clock, time, logger);
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
            while (options.IsEnabled && time.GetElapsedTime(pause.Since) >= pause.Length)
            {
                var now = time.GetUtcNow();
                if (await store.TakeAsync(now, now + LeaseTerm, stoppingToken) is not { } taken) return;
                await SendAsync([taken, .. await store.TakeOthersAsync(taken, now, now + LeaseTerm, stoppingToken)], stoppingToken);
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
        var expired = await store.RemoveExpiredAsync(await clock.ReadAsync(cancellationToken), cancellationToken);
        if (expired > 0) LogExpired(expired);
    }

    /// <summary>Makes an attempt to send mails to one person as one. What is known of it is stored, also when the process stops.</summary>
    private async Task SendAsync(ImmutableArray<OutgoingMail> taken, CancellationToken stoppingToken)
    {
        var opened = taken.Select(mail => (Mail: mail, Content: seal.Open(mail.Content))).ToLookup(static mail => mail.Content is not null);
        foreach (var (mail, _) in opened[false])
        {
            await store.RemoveAsync(mail, CancellationToken.None);
            LogUnreadable(mail.Id, mail.Kind);
        }

        ImmutableArray<OutgoingMail> mails = [.. opened[true].Select(static mail => mail.Mail)];
        if (mails.IsEmpty) return;
        var outcome = await AttemptAsync(mails[0].Id, [.. opened[true].Select(static mail => mail.Content!)], stoppingToken);
        if (outcome is MailOutcome.Faulted && mails.Length > 1)
        {
            // One of them may be the cause.
            foreach (var mail in mails) await SendAsync([mail], stoppingToken);
            return;
        }

        if (outcome is MailOutcome.Failed) pause = (time.GetTimestamp(), MailSchedule.PauseAfter(failures++));
        else failures = 0;
        foreach (var mail in mails) await RecordAsync(mail, outcome, CancellationToken.None);
    }

    private async Task RecordAsync(OutgoingMail mail, MailOutcome outcome, CancellationToken cancellationToken)
    {
        switch (outcome)
        {
            case MailOutcome.Sent:
                await store.RemoveAsync(mail, cancellationToken);
                LogSent(mail.Id, mail.Kind);
                break;
            case MailOutcome.Rejected rejected:
                await store.RemoveAsync(mail, cancellationToken);
                LogRejected(mail.Id, mail.Kind, rejected.Error);
                break;
            case MailOutcome.Faulted faulted when mail.Failures + 1 >= MailSchedule.MaxFaults:
                await store.RemoveAsync(mail, cancellationToken);
                LogGivenUp(mail.Id, mail.Kind, mail.Failures + 1, faulted.Error);
                break;
            case MailOutcome.Faulted { Error: var error }: await RetryAsync(mail, error, cancellationToken); break;
            case MailOutcome.Deferred { Error: var error }: await RetryAsync(mail, error, cancellationToken); break;
            case MailOutcome.Failed { Error: var error }: await RetryAsync(mail, error, cancellationToken); break;
        }
    }

    private async Task RetryAsync(OutgoingMail mail, string error, CancellationToken cancellationToken)
    {
        await store.RetryAsync(mail, time.GetUtcNow() + MailSchedule.DelayAfter(mail.Failures), cancellationToken);
        LogFailed(mail.Id, mail.Kind, error);
    }

    /// <summary>An unexpected error is one of these mails only: others are sent meanwhile. Its text could contain the address, so only its type is logged.</summary>
    private async Task<MailOutcome> AttemptAsync(MailId id, ImmutableArray<AddressedMail> mails, CancellationToken stoppingToken)
    {
        using var attempt = new CancellationTokenSource(Timeout, time);
        await using var stop = stoppingToken.Register(() => attempt.CancelAfter(TimeoutOnStop));
        try
        {
            return await client.SendAsync(
                id, EmailMessage.Create(mails[0].To, [.. mails.Select(static mail => mail.Content)]), attempt.Token);
        }
        catch (Exception fault)
        {
            return new MailOutcome.Faulted($"This node had an unexpected error ({fault.GetType().Name}).");
        }
    }

    [LoggerMessage(LogEvents.MailSent, LogLevel.Information, "The mail {Mail} ({Kind}) was handed to the SMTP server")]
    private partial void LogSent(MailId mail, MailKind kind);

    [LoggerMessage(LogEvents.MailFailed, LogLevel.Warning, "The mail {Mail} ({Kind}) could not be sent and is tried again. {Error}")]
    private partial void LogFailed(MailId mail, MailKind kind, string error);

    [LoggerMessage(LogEvents.MailRejected, LogLevel.Warning, "The SMTP server rejected the mail {Mail} ({Kind}), which is not tried again. {Error}")]
    private partial void LogRejected(MailId mail, MailKind kind, string error);

    [LoggerMessage(LogEvents.MailsExpired, LogLevel.Warning, "{Count} mails could not be sent in time and were deleted")]
    private partial void LogExpired(int count);

    [LoggerMessage(LogEvents.MailUnreadable, LogLevel.Warning, "The mail {Mail} ({Kind}) was deleted, because the Data Protection key that encrypted it is missing, or another version wrote it")]
    private partial void LogUnreadable(MailId mail, MailKind kind);

    [LoggerMessage(LogEvents.MailGivenUp, LogLevel.Error, "The mail {Mail} ({Kind}) was given up and deleted after {Failures} attempts. {Error}")]
    private partial void LogGivenUp(MailId mail, MailKind kind, int failures, string error);

    [LoggerMessage(LogEvents.MailsInterrupted, LogLevel.Warning, "Mails could not be sent because of an error of this node. They are sent later.")]
    private partial void LogInterrupted(Exception fault);
}
