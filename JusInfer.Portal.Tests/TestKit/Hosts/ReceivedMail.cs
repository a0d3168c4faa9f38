using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace JusInfer.Portal.Tests.TestKit.Hosts;

/// <summary>A mail that an <see cref="SmtpServer"/> received.</summary>
/// <param name="From">The sender in the envelope.</param>
/// <param name="To">The recipients in the envelope.</param>
/// <param name="Content">Headers and body, as they were sent.</param>
/// <param name="IsSecure">Whether it was sent over TLS.</param>
/// <param name="Login">The name and the password with which the client signed in; null if it did not.</param>
internal sealed partial record ReceivedMail(string From, IReadOnlyList<string> To, string Content, bool IsSecure, string? Login)
{
    /// <summary>The names of the headers, with those that occur twice.</summary>
    public IReadOnlyList<string> HeaderNames => [.. Headers.Split("\r\n").Select(static line => line[..line.IndexOf(':', StringComparison.Ordinal)])];

    public string Subject => Decode(Header("Subject"));

    public string Text => PartOf("text/plain");

    public string Html => PartOf("text/html");

    /// <summary>The address of the link in the text.</summary>
    public Uri Link => new(LinkIn().Match(Text).Value);

    /// <summary>The token of the link in the text.</summary>
    public string Token => Link.Fragment.TrimStart('#');

    private string Headers => Unfold().Replace(Content[..Content.IndexOf("\r\n\r\n", StringComparison.Ordinal)], " ");

    public string Header(string name) => Headers.Split("\r\n").Single(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))[(name.Length + 1)..].Trim();

    private string PartOf(string type)
    {
        var boundary = Boundary().Match(Content).Groups["boundary"].Value;
        var part = Content.Split("--" + boundary).Single(part => part.Contains($"Content-Type: {type}", StringComparison.OrdinalIgnoreCase));
        var body = part[(part.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        return Encoding.UTF8.GetString(Convert.FromBase64String(body));
    }

    /// <summary>Decodes the words of a header that are encoded as in RFC 2047.</summary>
    private static string Decode(string header) => EncodedWord().Replace(header, static word => word.Groups["encoding"].Value is "B" or "b"
        ? Encoding.UTF8.GetString(Convert.FromBase64String(word.Groups["text"].Value))
        : DecodeQuoted(word.Groups["text"].Value.Replace('_', ' ')));

    private static string DecodeQuoted(string text)
    {
        var bytes = new List<byte>();
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '=' && byte.TryParse(text.AsSpan(index + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value))
            {
                bytes.Add(value);
                index += 2;
            }
            else bytes.Add((byte)text[index]);
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    [GeneratedRegex(@"\r\n[ \t]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unfold();

    [GeneratedRegex(@"boundary=""?(?<boundary>[^\s"";]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Boundary();

    [GeneratedRegex(@"=\?utf-8\?(?<encoding>[BbQq])\?(?<text>[^?]*)\?=\s*", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EncodedWord();

    [GeneratedRegex(@"(?<=\n)https?://\S+(?=\r\n)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LinkIn();
}
