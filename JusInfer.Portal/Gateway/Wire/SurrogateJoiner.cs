using System.Buffers;
using System.Globalization;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>
/// Joins surrogate pairs that a stream has split between two events. JSON escapes characters beyond U+FFFF as two surrogates. Proxies that
/// slice strings can send the two in different events, and strict parsers reject both. A high surrogate at the end of a text is held back
/// until a text starts with a low surrogate. Other unpaired surrogates become U+FFFD, as in browsers. An unpaired one at the end is
/// dropped.
/// </summary>
internal sealed class SurrogateJoiner
{
    private const int EscapeLength = 6;

    private byte[] pending = [];

    /// <summary>The JSON of an event without unpaired surrogates; the same bytes if it has none.</summary>
    public ReadOnlySpan<byte> Join(ReadOnlySpan<byte> json) => HasUnicodeEscape(json) ? JoinEscapes(json) : json;

    /// <summary>Most events have no escape at all, and the search for one byte is faster than that for two.</summary>
    private static bool HasUnicodeEscape(ReadOnlySpan<byte> json) =>
        json.IndexOf((byte)'\\') is >= 0 and var first && json[first..].IndexOf("\\u"u8) >= 0;

    private ReadOnlySpan<byte> JoinEscapes(ReadOnlySpan<byte> json)
    {
        ArrayBufferWriter<byte>? output = null;
        var (first, isJoined) = (pending, false);
        var (copied, at) = (0, 0);
        while (json[at..].IndexOf((byte)'\\') is >= 0 and var distance)
        {
            // An escaped quote does not open a text.
            var position = at + distance;
            var opensText = position > 0 && json[position - 1] == (byte)'"' && (position > at || at == 0);
            var unit = SurrogateAt(json, position);
            at = Math.Min(json.Length, position + (unit is null ? 2 : EscapeLength));
            if (unit is not { } surrogate) continue;
            if (char.IsHighSurrogate(surrogate) && SurrogateAt(json, at) is { } other && char.IsLowSurrogate(other))
            {
                at += EscapeLength;
                continue;
            }

            output ??= new ArrayBufferWriter<byte>(json.Length + EscapeLength);
            output.Write(json[copied..position]);
            copied = at;
            if (char.IsHighSurrogate(surrogate) && at < json.Length && json[at] == (byte)'"')
            {
                (pending, isJoined) = (json[position..at].ToArray(), false);
            }
            else if (char.IsLowSurrogate(surrogate) && opensText && first.Length > 0)
            {
                output.Write(first);
                output.Write(json[position..at]);
                isJoined = ReferenceEquals(pending, first);
            }
            else
            {
                output.Write("\\ufffd"u8);
            }
        }

        if (isJoined) pending = [];
        if (output is null) return json;
        output.Write(json[copied..]);
        return output.WrittenSpan;
    }

    private static char? SurrogateAt(ReadOnlySpan<byte> json, int position)
    {
        if (json.Length - position < EscapeLength || json[position] != (byte)'\\' || json[position + 1] != (byte)'u') return null;
        var isHex = ushort.TryParse(
            json.Slice(position + 2, EscapeLength - 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit);
        return isHex && char.IsSurrogate((char)unit) ? (char)unit : null;
    }
}
