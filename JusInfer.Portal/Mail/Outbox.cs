namespace JusInfer.Portal.Mail;

/// <summary>
/// Takes mails that <see cref="MailSender"/> sends soon afterwards. They are stored, so that no request waits for a mail server and no restart loses one.
/// </summary>
internal sealed class Outbox(MailOptions options, IMailStore store, MailSeal seal, Signal<MailAdded> added, TimeProvider time)
{
    /// <summary>Whether mails are sent. If not, none may be added.</summary>
    public bool IsEnabled => options.IsEnabled;

    /// <summary>Scheme, host and port of this portal, with which the links in mails begin.</summary>
    public string Origin => PublicUrl ?? throw new InvalidOperationException("No mails are sent.");

    /// <summary>As <see cref="Origin"/>; null if the operator has not set it.</summary>
    public string? PublicUrl => options.PublicUrl;

    public async Task AddAsync(MailDraft draft, CancellationToken cancellationToken)
    {
        await store.AddAsync(Seal(draft), cancellationToken);
        added.Publish(default);
    }

    /// <summary>The mail as it is stored, for a store that adds it in the transaction of something else.</summary>
    public OutgoingMail Seal(MailDraft draft)
    {
        if (!IsEnabled) throw new InvalidOperationException("No mails are sent.");
        var now = time.GetUtcNow();
        return new OutgoingMail
        {
            Id = MailId.New(now),
            Kind = draft.Kind,
            UserId = draft.UserId,
            TeamId = draft.TeamId,
            MemberId = draft.MemberId,
            InvitationId = draft.InvitationId,
            Content = seal.Close(new AddressedMail(draft.To, draft.Content)),
            CreatedAt = now,
            ExpiresAt = now + draft.Lifetime,
            NextAttemptAt = now + draft.Delay,
        };
    }
}
