using System.Collections.Immutable;

namespace JusInfer.Portal.Mail;

/// <summary>What a mail says. It can contain names that strangers have chosen: <see cref="EmailMessage"/> renders them as text.</summary>
internal sealed record MailContent
{
    public required string Subject { get; init; }

    public required ImmutableArray<string> Paragraphs { get; init; }

    public required MailLink Link { get; init; }

    /// <summary>Why the person receives the mail.</summary>
    public required string Footer { get; init; }
}

/// <summary>What the mail asks the person to do, and where.</summary>
internal sealed record MailLink(string Label, string Url);
