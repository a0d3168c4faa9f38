namespace JusInfer.Portal.Mail;

/// <summary>The outcome of an attempt. The nested types are the complete list.</summary>
internal abstract record MailOutcome
{
    private MailOutcome()
    {
    }

    /// <summary>The server is responsible for the mail now.</summary>
    internal sealed record Sent : MailOutcome;

    /// <summary>The server will not take this mail, however often it is tried.</summary>
    internal sealed record Rejected(string Error) : MailOutcome;

    /// <summary>The mail was not sent; a later attempt can succeed.</summary>
    internal sealed record Failed(string Error) : MailOutcome;
}
