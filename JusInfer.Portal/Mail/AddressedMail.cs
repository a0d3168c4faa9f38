namespace JusInfer.Portal.Mail;

/// <summary>The part of a mail that is stored encrypted.</summary>
internal sealed record AddressedMail(string To, MailContent Content);
