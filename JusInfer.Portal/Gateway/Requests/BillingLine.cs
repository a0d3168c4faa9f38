using System.Buffers;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// The line with which Claude Code begins the system prompt: <c>x-anthropic-billing-header: cc_version=2.1.328.a25; cc_entrypoint=cli;</c>.
/// Anthropic removes it. In older versions it differs between requests, so that at another provider no request would find its prompt in
/// the cache.
/// </summary>
/// <param name="Text">The range of the line in the body, with its line break.</param>
/// <param name="IsWholeText">The text contains nothing else.</param>
internal readonly record struct BillingLine(Range Text, bool IsWholeText)
{
    private static readonly SearchValues<byte> NameBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"u8);

    /// <summary>
    /// The property or array item that contains the text and nothing else, which is removed if the line is the whole text; null if the
    /// request needs it.
    /// </summary>
    public Range? Container { get; init; }

    private static ReadOnlySpan<byte> Prefix => "x-anthropic-billing-header:"u8;

    /// <summary>Finds the line at the start of the current token; null if the token is no string that begins with it.</summary>
    public static BillingLine? Find(ref JsonCursor json)
    {
        if (json.TokenType != JsonTokenType.String || !json.ValueSpan.StartsWith(Prefix)) return null;
        var length = LengthOf(json.ValueSpan);
        if (length == 0) return null;
        var start = json.TokenStartIndex + 1;
        return new BillingLine(start..(start + length), length == json.ValueSpan.Length);
    }

    /// <summary>The length of the prefix, the pairs of name and value after it, and one line break; 0 if there is no pair.</summary>
    private static int LengthOf(ReadOnlySpan<byte> text)
    {
        var end = Prefix.Length;
        while (PairLength(text[end..]) is > 0 and var pair) end += pair;
        return end == Prefix.Length ? 0 : end + LineBreakLength(text[end..]);
    }

    /// <summary>The length of <c> name=value;</c> at the start of a text. Only the last pair of a line may be without its semicolon.</summary>
    private static int PairLength(ReadOnlySpan<byte> text)
    {
        var name = Math.Max(text.IndexOfAnyExcept((byte)' '), 0);
        var equals = text[name..].IndexOfAnyExcept(NameBytes);
        if (equals <= 0 || text[name + equals] != (byte)'=') return 0;
        var value = name + equals + 1;
        var length = text[value..].IndexOfAny(" ;\\"u8);
        if (length < 0) return text.Length;
        var end = value + length;
        if (text[end] == (byte)';') return end + 1;
        return LineBreakLength(text[end..]) > 0 ? end : 0;
    }

    /// <summary>The length of the escaped line break, and of spaces before it, at the start of a text.</summary>
    private static int LineBreakLength(ReadOnlySpan<byte> text)
    {
        var at = text.IndexOfAnyExcept((byte)' ');
        if (at < 0) return text.Length;
        var rest = text[at..];
        return rest.StartsWith("\\r\\n"u8) ? at + 4
            : rest.StartsWith("\\n"u8) || rest.StartsWith("\\r"u8) ? at + 2
            : 0;
    }
}
