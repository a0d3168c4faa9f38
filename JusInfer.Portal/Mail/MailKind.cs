namespace JusInfer.Portal.Mail;

/// <summary>What a mail is about. Logs name it in place of the recipient.</summary>
internal enum MailKind
{
    PasswordReset,
    AddressVerification,
    Invitation,
    Alert,
    AccountSecurity,
    EmailChange,
}
