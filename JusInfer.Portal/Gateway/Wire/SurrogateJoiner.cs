using System.Buffers;
using System.Globalization;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>
/// Puts letters together that a stream has cut in two. Beyond the first 65,536 letters JSON escapes one as a pair of surrogates, and
/// proxies that slice strings tell the halves in two events, each of which strict parsers take for no JSON. The first half waits for the
/// event that begins with the second; one that stands alone for good is U+FFFD, as browsers have it, or is left out at the end of a text.
/// </summary>
internal sealed class SurrogateJoiner
{
    private const int EscapeLength = 6;

    private byte[] waiting = [];

    /// <summary>The JSON of an event without halves: the same bytes where it has none.</summary>
    public ReadOnlySpan<byte> Join(ReadOnlySpan<byte> json) => json.IndexOf("\\u"u8) < 0 ? json : MendEscapes(json);

    private ReadOnlySpan<byte> MendEscapes(ReadOnlySpan<byte> json)
    {
        ArrayBufferWriter<byte>? mended = null;
        var (first, isTaken) = (waiting, false);
        var (copied, at) = (0, 0);
        while (json[at..].IndexOf((byte)'\\') is >= 0 and var ahead)
        {
            // A quote that is itself escaped opens no text.
            var place = at + ahead;
            var opens = place > 0 && json[place - 1] == (byte)'"' && (place > at || at == 0);
            var unit = SurrogateAt(json, place);
            at = Math.Min(json.Length, place + (unit is null ? 2 : EscapeLength));
            if (unit is not { } half) continue;
            if (char.IsHighSurrogate(half) && SurrogateAt(json, at) is { } other && char.IsLowSurrogate(other))
            {
                at += EscapeLength;
                continue;
            }

            mended ??= new ArrayBufferWriter<byte>(json.Length + EscapeLength);
            mended.Write(json[copied..place]);
            copied = at;
            if (char.IsHighSurrogate(half) && at < json.Length && json[at] == (byte)'"')
            {
                (waiting, isTaken) = (json[place..at].ToArray(), false);
            }
            else if (char.IsLowSurrogate(half) && opens && first.Length > 0)
            {
                mended.Write(first);
                mended.Write(json[place..at]);
                isTaken = ReferenceEquals(waiting, first);
            }
            else
            {
                mended.Write("\\ufffd"u8);
            }
        }

        if (isTaken) waiting = [];
        if (mended is null) return json;
        mended.Write(json[copied..]);
        return mended.WrittenSpan;
    }

    private static char? SurrogateAt(ReadOnlySpan<byte> json, int place)
    {
        if (json.Length - place < EscapeLength || json[place] != (byte)'\\' || json[place + 1] != (byte)'u') return null;
        var isUnit = ushort.TryParse(
            json.Slice(place + 2, EscapeLength - 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit);
        return isUnit && char.IsSurrogate((char)unit) ? (char)unit : null;
    }
}
