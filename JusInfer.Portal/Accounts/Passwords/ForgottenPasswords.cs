using System.Threading.Channels;
using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Mail;
using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Accounts.Passwords;

/// <summary>
/// Mails links to set a new password. Whether an account has the address is looked up after the request was answered: the answer is the same, and takes as
/// long, for addresses without an account.
/// </summary>
internal sealed partial class ForgottenPasswords(
    IPasswordResetStore store, Outbox outbox, IAuditCaller callers, AttemptLimiter attempts, ExternalProviders providers, TimeProvider time, ILogger<ForgottenPasswords> logger) : BackgroundService
{
    public const string Unavailable = "This installation sends no e-mail. Ask an owner of your team or its operator for a reset link.";

    /// <summary>
    /// How long a link is not replaced by another one. Otherwise a stranger could fill the mailbox and the audit log, and replace every link before it is used.
    /// As it is stored, the limit of three links an hour applies to all nodes together.
    /// </summary>
    public static readonly TimeSpan MinInterval = TimeSpan.FromMinutes(20);

    private const int MaxWaiting = 1_000;

    private readonly Channel<Asked> requested = Channel.CreateBounded<Asked>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    public bool IsAvailable => outbox.IsEnabled;

    /// <summary>Takes a request to mail a link.</summary>
    /// <returns>The error; null if an account with this address, if there is one, gets a link.</returns>
    public RequestError? Request(Input<ForgottenPasswordRequest> input)
    {
        if (!IsAvailable) return new RequestError.Forbidden(Unavailable);
        if (attempts.Count(input.Request.Email?.Trim() ?? "") is { } wait) return new RequestError.RateLimited(wait);
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);
        if (providers.FindObstacle(input.Request.Email) is { } bound) return bound;
        return requested.Writer.TryWrite(new Asked(input.Request.Email!.Trim(), callers.Current)) ? null : new RequestError.RateLimited(AttemptLimiter.HashingRetryAfter);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        requested.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        requested.Writer.TryComplete();
        base.Dispose();
    }

    /// <summary>Ends when what was requested before the stop is done.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var asked in requested.Reader.ReadAllAsync(CancellationToken.None))
        {
            try
            {
                await MailAsync(asked, CancellationToken.None);
            }
            catch (Exception fault)
            {
                LogFailed(fault);
            }
        }
    }

    private async Task MailAsync(Asked asked, CancellationToken cancellationToken)
    {
        if (await store.FindAccountAsync(asked.Email, cancellationToken) is not { } account || providers.BoundTo(account.Email) is not null) return;
        var now = time.GetUtcNow();

        // A link that an owner or operator has created is passed on by hand, and a stranger could end it by asking for another one.
        var last = await store.FindAsync(account.Id, cancellationToken);
        if (last is { IsMailed: true } && PlausibleTime.IsWithin(last.CreatedAt + MinInterval, MinInterval, now)) return;
        if (last is { IsMailed: false } && last.IsOpen(now)) return;
        var token = ResetLink.NewToken();
        var reset = new PasswordReset(account.Id, now, IsMailed: true) { RequestedBy = asked.By, MailedTo = account.Email };
        if (!await store.AddAsync(reset, ResetLink.HashOf(token), cancellationToken)) return;

        // To the address of the account: the one in the request can be another one that counts as equal, such as with a dotless i.
        await outbox.AddAsync(MailTo(account.Id, account.Email, token), cancellationToken);
    }

    private MailDraft MailTo(UserId user, string email, Secret token) => new()
    {
        Kind = MailKind.PasswordReset,
        To = email,
        Lifetime = PasswordReset.Lifetime,
        UserId = user,
        Content = new MailContent
        {
            Subject = "Set a new password for JusInfer",
            Paragraphs =
            [
                $"Someone asked for a new password for the JusInfer account {email} at {outbox.Origin}.",
                "If it was you, open the link below and choose one. It works once, and for an hour.",
                "If it was not you, you need not do anything: your password stays as it is.",
            ],
            Link = new MailLink("Set a new password", ResetLink.To(outbox.Origin, token)),
            Footer = "You receive this mail because an account of this installation has your address.",
        },
    };

    /// <param name="Email">The address in the request.</param>
    /// <param name="By">Who asked, for the audit log.</param>
    private sealed record Asked(string Email, AuditCaller By);

    [LoggerMessage(LogEvents.PasswordMailFailed, LogLevel.Warning, "A link to set a new password could not be created. The person has to ask for it again.")]
    private partial void LogFailed(Exception fault);
}
