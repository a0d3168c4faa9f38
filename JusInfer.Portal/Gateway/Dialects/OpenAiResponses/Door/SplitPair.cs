using System.Globalization;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Door;

/// <summary>
/// Holds back the escape of a surrogate pair's first half that ends a piece of text, until the second half comes: each event of a stream must be JSON by
/// itself, and strict parsers take half a pair for none.
/// </summary>
internal sealed class SplitPair
{
    private const int EscapeLength = 6;

    private byte[]? held;

    /// <summary>The piece with what was held before it, without what is held now.</summary>
    public ReadOnlySpan<byte> Whole(ReadOnlySpan<byte> escaped)
    {
        if (held is not null)
        {
            escaped = (byte[])[.. held, .. escaped];
            held = null;
        }

        if (!EndsInHalf(escaped)) return escaped;
        held = escaped[^EscapeLength..].ToArray();
        return escaped[..^EscapeLength];
    }

    private static bool EndsInHalf(ReadOnlySpan<byte> escaped)
    {
        if (escaped.Length < EscapeLength) return false;
        var escape = escaped[^EscapeLength..];
        if (escape[0] != (byte)'\\' || escape[1] != (byte)'u') return false;
        if (!ushort.TryParse(escape[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) || !char.IsHighSurrogate((char)unit)) return false;

        // A backslash that is itself escaped begins no escape.
        var before = escaped[..^EscapeLength];
        var last = before.LastIndexOfAnyExcept((byte)'\\');
        return (before.Length - 1 - last) % 2 == 0;
    }
}
