namespace JusInfer.Portal.Mail;

/// <summary>A mail that is to be sent.</summary>
internal sealed record MailDraft
{
    public required MailKind Kind { get; init; }

    /// <summary>The address of the recipient.</summary>
    public required string To { get; init; }

    public required MailContent Content { get; init; }

    /// <summary>How long the mail waits for others of the same kind to the same account, with which it is sent as one.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>After this time the mail is of no use, and no longer sent.</summary>
    public required TimeSpan Lifetime { get; init; }

    /// <summary>The account of the recipient, with which the mail is deleted; null if there is none.</summary>
    public UserId? UserId { get; init; }

    /// <summary>The team that the mail is about, with which it is deleted; null if it is about the account.</summary>
    public TeamId? TeamId { get; init; }

    /// <summary>The member that the mail is about, with whose account it is deleted.</summary>
    public MemberId? MemberId { get; init; }

    /// <summary>The invitation that the mail is about, with which it is deleted.</summary>
    public InvitationId? InvitationId { get; init; }
}
