using System.Collections.Immutable;

namespace JusInfer.Portal.Mail;

/// <summary>Stores the mails that are to be sent. Mails about alerts are added with the alerts.</summary>
internal interface IMailStore
{
    Task AddAsync(OutgoingMail mail, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the mail that expires first of those that are due. Until the lease ends, no other node takes it. If this node is killed meanwhile, it is
    /// sent again.
    /// </summary>
    /// <param name="now">The current time.</param>
    /// <param name="leasedUntil">When the lease ends.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <returns>Null if none is due.</returns>
    Task<OutgoingMail?> TakeAsync(DateTimeOffset now, DateTimeOffset leasedUntil, CancellationToken cancellationToken);

    /// <summary>Takes the other due alerts to the account of an alert that was taken, so that one mail has all of them.</summary>
    /// <returns>At most 50, the oldest first; none for mails of other kinds.</returns>
    Task<ImmutableArray<OutgoingMail>> TakeOthersAsync(OutgoingMail taken, DateTimeOffset now, DateTimeOffset leasedUntil, CancellationToken cancellationToken);

    /// <summary>Deletes a mail that was sent or is not sent any more, unless another node has taken it since.</summary>
    Task RemoveAsync(OutgoingMail taken, CancellationToken cancellationToken);

    /// <summary>Counts a failed attempt and stores when the next one is due, unless another node has taken the mail since.</summary>
    Task RetryAsync(OutgoingMail taken, DateTimeOffset nextAttemptAt, CancellationToken cancellationToken);

    /// <summary>Deletes the mails that have expired.</summary>
    /// <returns>Their number.</returns>
    Task<int> RemoveExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>How many mails wait, and for how long.</summary>
    Task<MailQueue> ReadQueueAsync(DateTimeOffset now, CancellationToken cancellationToken);
}
