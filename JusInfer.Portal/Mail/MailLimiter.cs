using System.Threading.RateLimiting;

namespace JusInfer.Portal.Mail;

/// <summary>
/// Limits the mails to addresses that can be those of strangers, on this node: how many an account can cause, and how many an address receives. Links for
/// forgotten passwords and alerts are limited elsewhere. If they counted here, a stranger could use up what an address may receive and keep them from arriving.
/// </summary>
internal sealed class MailLimiter : IDisposable
{
    /// <summary>Invitations, links to verify an address and links to change to it together.</summary>
    public const int MaxPerMailbox = 5;

    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private readonly PartitionedRateLimiter<(MailKind Kind, UserId User)> limiter = PartitionedRateLimiter.Create<(MailKind Kind, UserId User), (MailKind, UserId)>(
        static sender => RateLimitPartition.GetFixedWindowLimiter(
            sender, static sender => new FixedWindowRateLimiterOptions { PermitLimit = MaxPerHour(sender.Item1), Window = Window, AutoReplenishment = true }));

    private readonly PartitionedRateLimiter<string> byMailbox = PartitionedRateLimiter.Create<string, string>(static mailbox => RateLimitPartition.GetFixedWindowLimiter(
        mailbox, static _ => new FixedWindowRateLimiterOptions { PermitLimit = MaxPerMailbox, Window = Window, AutoReplenishment = true }));

    /// <param name="kind">The kind of the mail.</param>
    /// <param name="user">The account that causes it.</param>
    /// <param name="address">The recipient.</param>
    /// <returns>The time to wait; null if a mail may be sent, which counts.</returns>
    public TimeSpan? Count(MailKind kind, UserId user, string address) =>
        WaitOf(limiter.AttemptAcquire((kind, user))) ?? WaitOf(byMailbox.AttemptAcquire(MailboxOf(address)));

    public void Dispose()
    {
        limiter.Dispose();
        byMailbox.Dispose();
    }

    private static TimeSpan? WaitOf(RateLimitLease attempt)
    {
        using var lease = attempt;
        if (lease.IsAcquired) return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window;
    }

    /// <summary>The address without the part after a plus sign, with which many servers deliver to the same mailbox.</summary>
    private static string MailboxOf(string address)
    {
        var mailbox = EmailAddress.MailboxOf(address);
        var at = mailbox.LastIndexOf('@');
        return mailbox[..at].Split('+')[0] + mailbox[at..];
    }

    private static int MaxPerHour(MailKind kind) => kind is MailKind.Invitation ? 30 : 3;
}
