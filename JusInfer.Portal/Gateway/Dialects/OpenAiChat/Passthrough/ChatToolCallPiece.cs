using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Passthrough;

/// <summary>A piece of a tool call in a chunk. Texts are ranges of the chunk without their quotes, empty where there are none.</summary>
internal readonly struct ChatToolCallPiece
{
    public int Index { get; private init; }

    public Range Id { get; private init; }

    public Range Name { get; private init; }

    public Range Arguments { get; private init; }

    /// <summary>Bytes of what the model said: the tool's name and the arguments, without what stands around them.</summary>
    public int ContentBytes { get; private init; }

    public bool IsCustom { get; private init; }

    /// <summary>It has an index and a text of arguments; and where it begins a call an id, a type and a name.</summary>
    public bool IsCanonical { get; private init; }

    /// <summary>It has an id, a type, a name and arguments, as a call in a message does.</summary>
    public bool IsWhole { get; private init; }

    public bool IsHead => !IsEmpty(Id);

    public static ChatToolCallPiece Read(ref Utf8JsonReader reader)
    {
        var (index, said) = (ToolCallTable.NoIndex, 0);
        Range id = default, name = default, arguments = default;
        bool isCustom = false, isTyped = false, hasArguments = false, isOdd = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIndex = reader.ValueTextEquals("index"u8);
            var isId = reader.ValueTextEquals("id"u8);
            var isType = reader.ValueTextEquals("type"u8);
            var isCustoms = reader.ValueTextEquals("custom"u8);
            var isFunction = isCustoms || reader.ValueTextEquals("function"u8);
            reader.Read();
            if (isFunction && reader.TokenType == JsonTokenType.StartObject)
            {
                isCustom = isCustoms;
                said += ReadWords(ref reader, ref name, ref arguments, ref hasArguments, ref isOdd);
                continue;
            }

            if (isIndex && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var given)) index = given;
            else if (isId) ReadText(ref reader, ref id, ref isOdd);
            else if (isType) isTyped = reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty;
            reader.Skip();
        }

        return new ChatToolCallPiece
        {
            Index = index,
            Id = id,
            Name = name,
            Arguments = arguments,
            ContentBytes = said,
            IsCustom = isCustom,
            IsCanonical = !isOdd && index >= 0 && hasArguments && IsEmpty(id) == IsEmpty(name) && (isTyped || IsEmpty(id)),
            IsWhole = !isOdd && isTyped && !IsEmpty(id) && !IsEmpty(name) && (isCustom || !IsEmpty(arguments)),
        };
    }

    /// <returns>Bytes of name and arguments, as text or as the object that some providers send.</returns>
    private static int ReadWords(ref Utf8JsonReader reader, ref Range name, ref Range arguments, ref bool hasArguments, ref bool isOdd)
    {
        var said = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isName = reader.ValueTextEquals("name"u8);
            var isArguments = reader.ValueTextEquals("arguments"u8) || reader.ValueTextEquals("input"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            if (isName) ReadText(ref reader, ref name, ref isOdd);
            if (isArguments && reader.TokenType == JsonTokenType.String)
            {
                hasArguments = true;
                arguments = Inside(ref reader);
            }

            reader.Skip();
            if (isName || isArguments) said += Weight(ref reader, start);
        }

        return said;
    }

    private static int Weight(ref Utf8JsonReader reader, int start) => reader.TokenType switch
    {
        JsonTokenType.String => JsonText.Utf8Length(reader.ValueSpan),
        JsonTokenType.EndObject or JsonTokenType.EndArray => (int)reader.BytesConsumed - start,
        _ => 0,
    };

    /// <summary>An id or a name: where it stands, it says something.</summary>
    private static void ReadText(ref Utf8JsonReader reader, ref Range text, ref bool isOdd)
    {
        if (reader.TokenType == JsonTokenType.String) text = Inside(ref reader);
        isOdd |= IsEmpty(text);
    }

    private static Range Inside(ref Utf8JsonReader reader) => ((int)reader.TokenStartIndex + 1)..((int)reader.BytesConsumed - 1);

    private static bool IsEmpty(Range range) => range.Start.Value == range.End.Value;
}
