using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>Classifies a piece of a call's streamed arguments. Pieces are escaped, as in a JSON string.</summary>
internal static class ArgumentPieces
{
    /// <summary>The piece is empty or white space.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> escaped)
    {
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] == (byte)' ') continue;
            if (escaped[i] != (byte)'\\' || ++i == escaped.Length || escaped[i] is not ((byte)'n' or (byte)'r' or (byte)'t')) return false;
        }

        return true;
    }

    /// <summary>The first character that is not white space begins an object or an array.</summary>
    public static bool BeginsJson(ReadOnlySpan<byte> escaped)
    {
        while (!escaped.IsEmpty)
        {
            var (character, length) = ((char)escaped[0], 1);
            if (character == '\\')
            {
                if (escaped.Length < 2) return false;
                (character, length) = ((char)escaped[1], 2);
                var code = escaped[2..Math.Min(escaped.Length, 6)];
                if (character is 'n' or 'r' or 't') character = ' ';
                else if (character == 'u' && Utf8Parser.TryParse(code, out ushort unit, out var digits, 'x'))
                    (character, length) = ((char)unit, 2 + digits);
            }

            if (!char.IsWhiteSpace(character)) return character is '{' or '[';
            escaped = escaped[length..];
        }

        return false;
    }

    /// <summary>The piece is an object without properties.</summary>
    public static bool IsEmptyObject(ReadOnlySpan<byte> escaped)
    {
        var (open, close) = (escaped.IndexOf((byte)'{'), escaped.LastIndexOf((byte)'}'));
        return open >= 0 && close > open
            && IsBlank(escaped[..open]) && IsBlank(escaped[(open + 1)..close]) && IsBlank(escaped[(close + 1)..]);
    }

    /// <summary>
    /// The piece repeats all of the arguments before it and replaces them: the two together would not be valid JSON.
    /// </summary>
    public static bool IsRepetition(ReadOnlySpan<byte> earlier, ReadOnlySpan<byte> piece) =>
        !earlier.IsEmpty && piece.StartsWith(earlier) && MayBeginJson(piece) && !MayBeginJson([.. earlier, .. piece]);

    private static bool MayBeginJson(ReadOnlySpan<byte> escaped)
    {
        try
        {
            var utf8 = Encoding.UTF8.GetBytes(JsonText.OfEscaped(escaped).Decode());
            var json = new Utf8JsonReader(utf8, isFinalBlock: false, new JsonReaderState(JsonDepth.ReaderOptions));
            while (json.Read())
            {
            }

            return true;
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            return false;
        }
    }
}
