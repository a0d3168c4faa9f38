using System.Net.Mail;

namespace JusInfer.Portal.Primitives;

/// <summary>What is taken for an e-mail address: a bare one, that mail could be sent to.</summary>
internal static class EmailAddress
{
    /// <summary>The longest address that mail can be sent to (RFC 3696, erratum 1690).</summary>
    public const int MaxLength = 254;

    public static bool IsOne(string text) =>
        text.Length <= MaxLength && !text.Any(static letter => char.IsWhiteSpace(letter) || char.IsControl(letter))
        && MailAddress.TryCreate(text, out var address) && address.Address == text;
}
