using System.Net.Mail;

namespace JusInfer.Portal.Primitives;

/// <summary>The syntax of e-mail addresses: a bare address without a display name.</summary>
internal static class EmailAddress
{
    /// <summary>The maximum length of an address (RFC 3696, erratum 1690).</summary>
    public const int MaxLength = 254;

    public static bool IsValid(string text) =>
        text.Length <= MaxLength && !text.Any(static character => char.IsWhiteSpace(character) || char.IsControl(character))
        && MailAddress.TryCreate(text, out var address) && address.Address == text;
}
