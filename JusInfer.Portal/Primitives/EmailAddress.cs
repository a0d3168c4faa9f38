using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Net.Mail;
using System.Text;

namespace JusInfer.Portal.Primitives;

/// <summary>
/// E-mail addresses without a display name. Two texts can be one address: case, a dot at the end of the domain, and a domain in letters or
/// in its <c>xn--</c> form. So that an address is one account, whatever is bound to its domain, it has one canonical form, in which it is
/// stored and compared: ASCII, in lower case, the domain without a dot at the end.
/// </summary>
/// <remarks>
/// Earlier accounts, from versions that stored addresses as they were typed, can have other spellings. Letters beyond ASCII have no
/// canonical form: the process runs without the tables that compose and lower them.
/// </remarks>
internal static class EmailAddress
{
    /// <summary>The maximum length of an address (RFC 3696, erratum 1690).</summary>
    public const int MaxLength = 254;

    private const int MaxLocalLength = 64;
    private const int MaxLabelLength = 63;

    private const char IdeographicFullStop = '\u3002';

    private static readonly IdnMapping Idn = new();

    /// <summary>The characters of an atom (RFC 5322, section 3.2.3), in lower case, and the dot between atoms.</summary>
    private static readonly SearchValues<char> LocalCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~.");

    private static readonly SearchValues<char> LabelCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>Whether a text is an address that an earlier account can have.</summary>
    public static bool IsValid(string text) =>
        text.Length <= MaxLength && !text.Any(static character => char.IsWhiteSpace(character) || char.IsControl(character))
        && MailAddress.TryCreate(text, out var address) && address.Address == text;

    /// <summary>The canonical form, without surrounding white space; null for a text that has none.</summary>
    public static string? Canonicalize(string? text)
    {
        if (text?.Trim() is not { Length: > 0 and <= MaxLength } address || !Ascii.IsValid(address)) return null;
        address = address.ToLowerInvariant();
        if (address[^1] == '.') address = address[..^1];
        var at = address.LastIndexOf('@');
        return at > 0 && IsLocalPart(address.AsSpan(0, at)) && IsDomain(address.AsSpan(at + 1)) ? address : null;
    }

    /// <summary>What is wrong with a text that has no canonical form, as the end of the sentence "email must …".</summary>
    public static string FaultOf(string text)
    {
        var at = text.LastIndexOf('@');
        return !IsValid(text) || Ascii.IsValid(text) ? "be an e-mail address, such as ada@example.com."
            : Ascii.IsValid(text.AsSpan(0, at))
                ? "have its domain in ASCII: write an internationalized one in its xn-- form, such as ada@xn--bcher-kva.example."
            : "be in ASCII: mail to other addresses cannot be sent.";
    }

    /// <summary>
    /// The spellings under which an account can have an address, the most exact first: as it was typed, the canonical form, and those of
    /// earlier accounts that mail reaches at the same place. Empty for a text that is no address.
    /// </summary>
    public static ImmutableArray<string> SpellingsOf(string text)
    {
        if (!IsValid(text) && Canonicalize(text) is null) return [];
        var canonical = MailboxOf(text);
        var (local, domain) = (canonical[..canonical.LastIndexOf('@')], DomainOf(canonical));
        IEnumerable<string> spellings =
        [
            text, canonical, $"{canonical}.", $"{local}@{ToUnicode(domain)}", $"{local}@{domain.Replace('.', IdeographicFullStop)}",
        ];
        return [.. spellings.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The spellings as Identity normalizes them.</summary>
    public static string[] NormalizedSpellingsOf(string text) =>
        [.. SpellingsOf(text).Select(static spelling => spelling.Normalize().ToUpperInvariant())];

    /// <summary>An address in its canonical form, or one that has none with its domain in the form in which domains are compared.</summary>
    public static string MailboxOf(string email) =>
        Canonicalize(email) ?? $"{email[..Math.Max(0, email.LastIndexOf('@'))].Trim().ToLowerInvariant()}@{DomainOf(email)}";

    /// <summary>Whether two texts are one address.</summary>
    public static bool AreSame(string one, string other) => string.Equals(MailboxOf(one), MailboxOf(other), StringComparison.Ordinal);

    /// <summary>
    /// The domain of an address in lower case, without a dot at the end, and where it can be told in its <c>xn--</c> form. A text without
    /// <c>@</c> is a domain.
    /// </summary>
    public static string DomainOf(string email)
    {
        var domain = email[(email.LastIndexOf('@') + 1)..].Trim().ToLowerInvariant();

        // What is longer is no domain, and its encoding takes time in the square of its length, which a stranger can choose.
        if (Ascii.IsValid(domain) || domain.Length > MaxLength) return domain.TrimEnd('.');
        try
        {
            return Idn.GetAscii(domain).TrimEnd('.');
        }
        catch (ArgumentException)
        {
            return domain; // Mail reaches no such domain.
        }
    }

    private static string ToUnicode(string domain)
    {
        try
        {
            return Idn.GetUnicode(domain);
        }
        catch (ArgumentException)
        {
            return domain;
        }
    }

    private static bool IsLocalPart(ReadOnlySpan<char> text) =>
        text.Length <= MaxLocalLength && !text.ContainsAnyExcept(LocalCharacters)
        && text[0] != '.' && text[^1] != '.' && !text.Contains("..", StringComparison.Ordinal);

    private static bool IsDomain(ReadOnlySpan<char> text)
    {
        foreach (var range in text.Split('.'))
        {
            var label = text[range];
            if (label.Length is 0 or > MaxLabelLength || label.ContainsAnyExcept(LabelCharacters)) return false;
            if (label[0] == '-' || label[^1] == '-') return false;
        }

        return true;
    }
}
