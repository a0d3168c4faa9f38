namespace JusInfer.Portal.Mail;

/// <summary>Whether and how mails are sent.</summary>
internal sealed record MailOptions
{
    /// <summary>No mails are sent.</summary>
    public static readonly MailOptions None = new();

    /// <summary>Null if none is configured.</summary>
    public SmtpOptions? Smtp { get; init; }

    /// <summary>
    /// Scheme, host and port of this portal, without a trailing slash. Links in mails begin with it, never with the host that a request names: a stranger
    /// chooses that, and would receive the token of the link.
    /// </summary>
    public string? PublicUrl { get; init; }

    public bool IsEnabled => Smtp is not null && PublicUrl is not null;
}
