namespace JusInfer.Portal.Mail;

/// <summary>When mails are sent again, and when the server is tried again.</summary>
internal static class MailSchedule
{
    /// <summary>After this number of failures, the last of them <see cref="MailOutcome.Faulted"/>, a mail is given up.</summary>
    public const int MaxFaults = 8;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(10);

    /// <summary>No mail waits longer for its next attempt.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromHours(1);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(5);

    /// <summary>The delay of a mail after a failed attempt: 10 seconds, then three times as long each, at most an hour, until the mail expires.</summary>
    /// <param name="failures">The failed attempts before the one that failed now.</param>
    public static TimeSpan DelayAfter(int failures) => Grow(FirstDelay, 3, failures, MaxDelay);

    /// <summary>How long no mail is sent after attempts that failed one after the other: they have the same server.</summary>
    /// <param name="failures">The failed attempts before the one that failed now.</param>
    public static TimeSpan PauseAfter(int failures) => Grow(FirstPause, 2, failures, MaxPause);

    private static TimeSpan Grow(TimeSpan first, double factor, int times, TimeSpan max)
    {
        var seconds = first.TotalSeconds * Math.Pow(factor, times);
        return seconds < max.TotalSeconds ? TimeSpan.FromSeconds(seconds) : max;
    }
}
