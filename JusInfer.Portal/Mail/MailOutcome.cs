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

    /// <summary>The server did not take this mail, and may take it later. It may take others now.</summary>
    internal sealed record Deferred(string Error) : MailOutcome;

    /// <summary>The attempt ended with an error that is a bug, perhaps one that only this mail shows.</summary>
    internal sealed record Faulted(string Error) : MailOutcome;

    /// <summary>The server takes no mail now; a later attempt can succeed.</summary>
    internal sealed record Failed(string Error) : MailOutcome;
}
