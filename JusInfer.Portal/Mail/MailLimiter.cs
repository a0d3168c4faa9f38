using System.Threading.RateLimiting;

namespace JusInfer.Portal.Mail;

/// <summary>Limits how many mails an account can send to addresses that can be those of strangers.</summary>
internal sealed class MailLimiter : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private readonly PartitionedRateLimiter<(MailKind Kind, UserId User)> limiter = PartitionedRateLimiter.Create<(MailKind Kind, UserId User), (MailKind, UserId)>(
        static sender => RateLimitPartition.GetFixedWindowLimiter(
            sender, static sender => new FixedWindowRateLimiterOptions { PermitLimit = MaxPerHour(sender.Item1), Window = Window, AutoReplenishment = true }));

    /// <returns>The time to wait; null if a mail may be sent, which counts.</returns>
    public TimeSpan? Count(MailKind kind, UserId user)
    {
        using var lease = limiter.AttemptAcquire((kind, user));
        if (lease.IsAcquired) return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window;
    }

    public void Dispose() => limiter.Dispose();

    private static int MaxPerHour(MailKind kind) => kind is MailKind.Invitation ? 30 : 3;
}
