namespace JusInfer.Portal.Mail;

/// <summary>How the connection to the SMTP server is protected.</summary>
internal enum SmtpSecurity
{
    /// <summary>TLS begins with the command STARTTLS. A server that does not offer it gets no mail.</summary>
    StartTls,

    /// <summary>Not at all.</summary>
    None,
}
