namespace JusInfer.Portal.Mail;

/// <summary>A mail in the outbox. It is deleted when it has been sent, or when that is no longer of use.</summary>
internal sealed record OutgoingMail
{
    /// <summary>The same in all attempts, also in the header <c>Message-ID</c>, so that a server can recognize a mail that it has received before.</summary>
    public required MailId Id { get; init; }

    public required MailKind Kind { get; init; }

    /// <summary>The account of the recipient, with which the mail is deleted; null if there is none.</summary>
    public UserId? UserId { get; init; }

    /// <summary>The team that the mail is about, with which it is deleted; null if it is about the account.</summary>
    public TeamId? TeamId { get; init; }

    /// <summary>The member that the mail is about, with whose account it is deleted.</summary>
    public MemberId? MemberId { get; init; }

    /// <summary>The invitation that the mail is about, with which it is deleted.</summary>
    public InvitationId? InvitationId { get; init; }

    /// <summary>Recipient and text, encrypted by <see cref="MailSeal"/>: the text can contain a token.</summary>
    public required byte[] Content { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When the next attempt is due. A node that makes the attempt moves it to the end of its lease first.</summary>
    public required DateTimeOffset NextAttemptAt { get; init; }

    /// <summary>The number of failed attempts.</summary>
    public int Failures { get; init; }
}
