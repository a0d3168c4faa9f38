using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>
/// The arguments of an earlier call as the text of an object, in a body that is passed through. Clients send an object
/// (bytedance/deer-flow#4445), null, or <c>[]</c>, as which PHP writes an empty object (prism-php/prism#926), also as text.
/// </summary>
internal static class EarlierArguments
{
    private static readonly byte[] EmptyObject = "\"{}\""u8.ToArray();

    /// <summary>Moves from the field's name to the end of its value, which has to be an object or stand for one.</summary>
    /// <param name="json">Positioned at the property's name.</param>
    /// <exception cref="RequestFault">The value is a number, true, false or a list with elements.</exception>
    public static void Skip(ref JsonCursor json)
    {
        json.Read();
        var start = json.TokenStartIndex;
        json.Skip();
        Check(ref json, start..json.BytesConsumed, "the text of a JSON object");
    }

    /// <param name="json">A reader of the whole body, behind the value.</param>
    /// <param name="value">The value.</param>
    /// <param name="expected">What is accepted, for example <c>a string</c>.</param>
    /// <exception cref="RequestFault">The value is a number, true, false or a list with elements.</exception>
    public static void Check(ref JsonCursor json, Range value, string expected)
    {
        var given = json.Slice(value);
        if (given[0] is (byte)'"' or (byte)'{' or (byte)'n' || IsEmptyList(given)) return;
        var parsed = JsonElement.Parse(given, JsonDepth.DocumentOptions);
        throw new BodyValue(parsed, JsonPath.Of(ref json, value.Start.Value)).Mismatch(expected);
    }

    /// <param name="json">The body from the value on.</param>
    /// <param name="isParsed">The endpoint parses the text, so that one without an object fails.</param>
    /// <param name="length">The length of the value, if it is replaced.</param>
    /// <returns>The JSON string that replaces the value; null if it stays.</returns>
    public static byte[]? Repair(ReadOnlySpan<byte> json, bool isParsed, out int length)
    {
        const int MaxNothing = 4; // null
        length = 0;
        if (json[0] == (byte)'"')
        {
            if (!isParsed) return null;
            length = json[1..].IndexOf((byte)'"') + 2;
            return length <= MaxNothing + 2 && ToolArguments.IsNothing(json[1..(length - 1)]) ? EmptyObject : null;
        }

        var cursor = new JsonCursor(json);
        cursor.Read();
        var type = cursor.TokenType;
        cursor.Skip();
        length = cursor.BytesConsumed;
        return type switch
        {
            JsonTokenType.StartObject => JsonText.OfUtf8(json[..length]).Quoted.ToArray(),
            JsonTokenType.Null => EmptyObject,
            JsonTokenType.StartArray when IsEmptyList(json[..length]) => EmptyObject,
            _ => null,
        };
    }

    private static bool IsEmptyList(ReadOnlySpan<byte> json) => json[0] == (byte)'[' && json[1..^1].IndexOfAnyExcept(" \t\r\n"u8) < 0;
}
