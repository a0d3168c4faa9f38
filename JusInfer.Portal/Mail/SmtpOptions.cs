namespace JusInfer.Portal.Mail;

/// <summary>Section <c>Smtp</c>: the server that delivers the mails.</summary>
internal sealed record SmtpOptions
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    public required SmtpSecurity Security { get; init; }

    /// <summary>The name to sign in with; null to send without signing in.</summary>
    public string? User { get; init; }

    public Secret? Password { get; init; }

    /// <summary>The sender: an address, or a name and an address in angle brackets.</summary>
    public required string From { get; init; }
}
