using System.Buffers;
using System.Buffers.Text;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>
/// Base64 in a JSON string. Clients write either alphabet of RFC 4648, leave out the padding or break lines (RFC 2045), and JSON can escape
/// characters. Providers read the standard alphabet with padding.
/// </summary>
internal static class Base64Text
{
    /// <summary>How much longer than the given text the converted one can be, in bytes.</summary>
    public const int MaxPadding = 2;

    private const int GroupLength = 4;
    private const byte WhiteSpace = 0;
    private const byte Invalid = 1;
    private const byte Padding = (byte)'=';

    private static readonly byte[] Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8.ToArray();
    private static readonly SearchValues<byte> Alphabet = SearchValues.Create(Letters);

    /// <summary>What each byte stands for: a letter of the standard alphabet, the padding, or one of the values above.</summary>
    private static readonly byte[] Meanings = CreateMeanings();

    /// <summary>Whether providers read the text as it is. One vectorized pass.</summary>
    /// <param name="escaped">The escaped text, without the quotes.</param>
    public static bool IsStandard(ReadOnlySpan<byte> escaped)
    {
        if (escaped.IsEmpty || escaped.Length % GroupLength != 0) return false;
        var end = escaped.IndexOfAnyExcept(Alphabet);
        return end < 0 || escaped[end..].SequenceEqual("="u8) || escaped[end..].SequenceEqual("=="u8);
    }

    /// <summary>Writes the text in the standard alphabet, with padding and without white space and escapes.</summary>
    /// <param name="escaped">The escaped text, without the quotes.</param>
    /// <param name="output">As long as the text and <see cref="MaxPadding"/>; empty to find out only what the result is.</param>
    /// <param name="isChanged">The written text is another one, not only escaped in another way.</param>
    /// <returns>The length in bytes; if a byte is not base64, a negative number, the complement of its offset.</returns>
    public static int Convert(ReadOnlySpan<byte> escaped, Span<byte> output, out bool isChanged)
    {
        isChanged = false;
        var (length, padding) = (0, 0);
        for (var at = 0; at < escaped.Length;)
        {
            var start = at;
            var given = escaped[at++];
            if (given == (byte)'\\') given = Unescape(escaped, ref at);
            var meaning = Meanings[given];
            switch (meaning)
            {
                case WhiteSpace:
                    isChanged = true;
                    break;
                case Padding:
                    padding++;
                    break;
                case Invalid:
                    return ~start;
                default:
                    if (padding > 0) return ~start;
                    isChanged |= meaning != given;
                    if (!output.IsEmpty) output[length] = meaning;
                    length++;
                    break;
            }
        }

        var missing = (GroupLength - (length % GroupLength)) % GroupLength;
        if (length == 0 || missing > MaxPadding || padding > MaxPadding) return ~escaped.Length;
        isChanged |= padding != missing;
        for (; missing > 0; missing--)
        {
            if (!output.IsEmpty) output[length] = Padding;
            length++;
        }

        return length;
    }

    /// <summary>The character of an escape; a byte that is not base64 for every other one.</summary>
    /// <param name="escaped">The escaped text.</param>
    /// <param name="at">The offset after the backslash; moves to the end of the escape.</param>
    private static byte Unescape(ReadOnlySpan<byte> escaped, ref int at)
    {
        const int HexDigits = 4;
        const byte Other = 0x7F;
        if (at == escaped.Length) return Other;
        switch (escaped[at++])
        {
            case (byte)'/':
                return (byte)'/';
            case (byte)'n' or (byte)'r' or (byte)'t':
                return (byte)' ';
            case (byte)'u' when at + HexDigits <= escaped.Length
                && Utf8Parser.TryParse(escaped.Slice(at, HexDigits), out ushort unit, out var read, 'x') && read == HexDigits:
                at += HexDigits;
                return unit < Other ? (byte)unit : Other;
            default:
                return Other;
        }
    }

    private static byte[] CreateMeanings()
    {
        var meanings = new byte[byte.MaxValue + 1];
        Array.Fill(meanings, Invalid);
        foreach (var letter in Letters) meanings[letter] = letter;
        foreach (var space in " \t\r\n"u8) meanings[space] = WhiteSpace;
        meanings['-'] = (byte)'+';
        meanings['_'] = (byte)'/';
        meanings[Padding] = Padding;
        return meanings;
    }
}
