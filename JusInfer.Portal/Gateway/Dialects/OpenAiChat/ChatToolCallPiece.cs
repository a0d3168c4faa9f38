using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>
/// A piece of a tool call in a chunk, or a call in a message. Strings are ranges of the JSON without the quotes; empty if absent.
/// </summary>
internal readonly struct ChatToolCallPiece
{
    public int Index { get; private init; }

    public Range Id { get; private init; }

    public Range Name { get; private init; }

    public Range Arguments { get; private init; }

    /// <summary>The value of <c>extra_content</c>, a JSON object.</summary>
    public Range Extra { get; private init; }

    public bool IsCustom { get; private init; }

    /// <summary>The piece has an index and a string of arguments and, if it begins a call, an id, a type and a name.</summary>
    public bool IsCanonical { get; private init; }

    /// <summary>The call has an id, a type, a name and arguments, as in a message.</summary>
    public bool IsComplete { get; private init; }

    public bool IsHead => !Id.IsEmpty;

    public static ChatToolCallPiece Read(ref Utf8JsonReader reader)
    {
        var index = ToolCallTable.NoIndex;
        Range id = default, name = default, arguments = default, extra = default;
        bool isCustom = false, isTyped = false, hasArguments = false, isNonCanonical = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIndex = reader.ValueTextEquals("index"u8);
            var isId = reader.ValueTextEquals("id"u8);
            var isType = reader.ValueTextEquals("type"u8);
            var isExtra = reader.ValueTextEquals("extra_content"u8);
            var isCustoms = reader.ValueTextEquals("custom"u8);
            var isFunction = isCustoms || reader.ValueTextEquals("function"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            if (isFunction && reader.TokenType == JsonTokenType.StartObject)
            {
                isCustom = isCustoms;
                ReadFunction(ref reader, ref name, ref arguments, ref hasArguments, ref isNonCanonical);
                continue;
            }

            if (isIndex && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var given)) index = given;
            else if (isId) ReadText(ref reader, ref id, ref isNonCanonical);
            else if (isType) isTyped = reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty;
            reader.Skip();
            if (isExtra && reader.TokenType == JsonTokenType.EndObject) extra = start..(int)reader.BytesConsumed;
        }

        return new ChatToolCallPiece
        {
            Index = index,
            Id = id,
            Name = name,
            Arguments = arguments,
            Extra = extra,
            IsCustom = isCustom,
            IsCanonical = !isNonCanonical && index >= 0 && hasArguments && id.IsEmpty == name.IsEmpty && (isTyped || id.IsEmpty),
            IsComplete = !isNonCanonical && isTyped && !id.IsEmpty && !name.IsEmpty && (isCustom || !arguments.IsEmpty),
        };
    }

    private static void ReadFunction(
        ref Utf8JsonReader reader, ref Range name, ref Range arguments, ref bool hasArguments, ref bool isNonCanonical)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isName = reader.ValueTextEquals("name"u8);
            var isArguments = reader.ValueTextEquals("arguments"u8) || reader.ValueTextEquals("input"u8);
            reader.Read();
            if (isName) ReadText(ref reader, ref name, ref isNonCanonical);
            if (isArguments && reader.TokenType == JsonTokenType.String)
            {
                hasArguments = true;
                arguments = JsonRanges.OfText(ref reader);
            }

            reader.Skip();
        }
    }

    /// <summary>Reads an id or a name, which must not be empty.</summary>
    private static void ReadText(ref Utf8JsonReader reader, ref Range text, ref bool isNonCanonical)
    {
        if (reader.TokenType == JsonTokenType.String) text = JsonRanges.OfText(ref reader);
        isNonCanonical |= text.IsEmpty;
    }
}
