using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace JusInfer.Portal.Mail;

/// <summary>A mail as it is sent: its text, and the same as simple HTML.</summary>
internal sealed record Letter(string To, string Subject, string Text, string Html)
{
    private const int MaxSubjectLength = 150;

    public static Letter Of(string to, MailContent content)
    {
        var subject = OneLine(content.Subject);
        if (subject.Length > MaxSubjectLength) subject = subject[..(MaxSubjectLength - 1)] + "…";
        return new Letter(to, subject, TextOf(content), HtmlOf(content));
    }

    private static string TextOf(MailContent content)
    {
        var text = new StringBuilder();
        foreach (var paragraph in content.Paragraphs) text.Append(OneLine(paragraph)).Append("\r\n\r\n");
        text.Append(OneLine(content.Link.Label)).Append(":\r\n").Append(content.Link.Url).Append("\r\n\r\n");
        return text.Append(OneLine(content.Footer)).Append("\r\n").ToString();
    }

    private static string HtmlOf(MailContent content)
    {
        var html = new StringBuilder("<!doctype html><html lang=\"en\"><body style=\"font-family:sans-serif;line-height:1.5;max-width:36em\">\r\n");
        foreach (var paragraph in content.Paragraphs) html.Append("<p>").Append(Encode(paragraph)).Append("</p>\r\n");
        html.Append("<p><a href=\"").Append(Encode(content.Link.Url)).Append("\">").Append(Encode(content.Link.Label)).Append("</a></p>\r\n");
        return html.Append("<p style=\"font-size:small\">").Append(Encode(content.Footer)).Append("</p>\r\n</body></html>\r\n").ToString();
    }

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
