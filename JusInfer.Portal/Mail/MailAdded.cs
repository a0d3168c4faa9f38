namespace JusInfer.Portal.Mail;

/// <summary>This node has added a mail to the outbox.</summary>
internal readonly record struct MailAdded;
