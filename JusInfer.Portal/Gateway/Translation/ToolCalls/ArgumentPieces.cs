using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>What a piece of a call's arguments is beside those before it. Pieces are escaped, as they stand in a JSON string.</summary>
internal static class ArgumentPieces
{
    /// <summary>Nothing, or white space.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> escaped)
    {
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] == (byte)' ') continue;
            if (escaped[i] != (byte)'\\' || ++i == escaped.Length || escaped[i] is not ((byte)'n' or (byte)'r' or (byte)'t')) return false;
        }

        return true;
    }

    /// <summary>An object that holds nothing.</summary>
    public static bool IsEmptyObject(ReadOnlySpan<byte> escaped)
    {
        var (open, close) = (escaped.IndexOf((byte)'{'), escaped.LastIndexOf((byte)'}'));
        return open >= 0 && close > open
            && IsBlank(escaped[..open]) && IsBlank(escaped[(open + 1)..close]) && IsBlank(escaped[(close + 1)..]);
    }

    /// <summary>
    /// The piece begins with all that was said before it, and stands for it: the two together could be no JSON.
    /// </summary>
    public static bool SaysAgain(ReadOnlySpan<byte> said, ReadOnlySpan<byte> piece) =>
        !said.IsEmpty && piece.StartsWith(said) && MayBeginJson(piece) && !MayBeginJson([.. said, .. piece]);

    private static bool MayBeginJson(ReadOnlySpan<byte> escaped)
    {
        try
        {
            var utf8 = Encoding.UTF8.GetBytes(JsonText.OfEscaped(escaped).Decode());
            var json = new Utf8JsonReader(utf8, isFinalBlock: false, new JsonReaderState(JsonDepth.OfReader));
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
