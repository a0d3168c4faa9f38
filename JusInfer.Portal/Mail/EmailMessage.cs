using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace JusInfer.Portal.Mail;

/// <summary>A mail as it is sent: its text, and the same as simple HTML.</summary>
internal sealed record EmailMessage(string To, string Subject, string Text, string Html)
{
    private const int MaxSubjectLength = 150;

    /// <summary>A message with one content, or with several, each under its subject.</summary>
    public static EmailMessage Create(string to, params ImmutableArray<MailContent> contents) => new(to, SubjectOf(contents), TextOf(contents), HtmlOf(contents));

    private static string SubjectOf(ImmutableArray<MailContent> contents)
    {
        var subject = OneLine(contents[0].Subject);
        if (subject.Length > MaxSubjectLength) subject = subject[..(MaxSubjectLength - 1)] + "…";
        return contents.Length == 1 ? subject : string.Create(CultureInfo.InvariantCulture, $"{subject} and {contents.Length - 1} more");
    }

    private static string TextOf(ImmutableArray<MailContent> contents)
    {
        var text = new StringBuilder();
        foreach (var content in contents)
        {
            if (contents.Length > 1) text.Append("* ").Append(OneLine(content.Subject)).Append("\r\n\r\n");
            foreach (var paragraph in content.Paragraphs) text.Append(OneLine(paragraph)).Append("\r\n\r\n");
            text.Append(OneLine(content.Link.Label)).Append(":\r\n").Append(content.Link.Url).Append("\r\n\r\n");
        }

        foreach (var footer in FootersOf(contents)) text.Append(OneLine(footer)).Append("\r\n");
        return text.ToString();
    }

    private static string HtmlOf(ImmutableArray<MailContent> contents)
    {
        var html = new StringBuilder("<!doctype html><html lang=\"en\"><body style=\"font-family:sans-serif;line-height:1.5;max-width:36em\">\r\n");
        foreach (var content in contents)
        {
            if (contents.Length > 1) html.Append("<h2 style=\"font-size:medium\">").Append(Encode(content.Subject)).Append("</h2>\r\n");
            foreach (var paragraph in content.Paragraphs) html.Append("<p>").Append(Encode(paragraph)).Append("</p>\r\n");
            html.Append("<p><a href=\"").Append(Encode(content.Link.Url)).Append("\">").Append(Encode(content.Link.Label)).Append("</a></p>\r\n");
        }

        foreach (var footer in FootersOf(contents)) html.Append("<p style=\"font-size:small\">").Append(Encode(footer)).Append("</p>\r\n");
        return html.Append("</body></html>\r\n").ToString();
    }

    private static IEnumerable<string> FootersOf(ImmutableArray<MailContent> contents) => contents.Select(static content => content.Footer).Distinct(StringComparer.Ordinal);

    private static string Encode(string text) => HtmlEncoder.Default.Encode(OneLine(text));

    /// <summary>
    /// Replaces what could begin another header or line of the mail, and removes invisible characters, with which a name could change the direction of
    /// the text around it.
    /// </summary>
    private static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator: line.Append(' '); break;
                case UnicodeCategory.Format: break;
                default: line.Append(rune.ToString()); break;
            }
        }

        return line.ToString();
    }
}
