using System.Text.Json;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>
/// What an event adds to a block or, at the end, to the message. The spans are escaped JSON and point into the bytes that were read.
/// </summary>
internal ref struct MessageDelta
{
    /// <summary>The type of block that a delta of this type belongs to; <see cref="BlockType.Other"/> of an unknown or absent type.</summary>
    public BlockType Target { get; private set; }

    public ReadOnlySpan<byte> Text { get; private set; }

    public ReadOnlySpan<byte> Thinking { get; private set; }

    public ReadOnlySpan<byte> Signature { get; private set; }

    /// <summary>More of a tool call's arguments, which together are the text of a JSON object.</summary>
    public ReadOnlySpan<byte> PartialJson { get; private set; }

    /// <summary>A JSON object.</summary>
    public ReadOnlySpan<byte> Citation { get; private set; }

    /// <summary>Why the model stopped; empty before it did.</summary>
    public ReadOnlySpan<byte> StopReason { get; private set; }

    public string? StopSequence { get; private set; }

    /// <summary>Reads the object at whose start the reader is, and leaves the reader at the object's end.</summary>
    public static MessageDelta Read(scoped ref Utf8JsonReader json, ReadOnlySpan<byte> bytes)
    {
        var delta = default(MessageDelta);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("type"u8)) delta.Target = ReadType(ref json);
            else if (json.ValueTextEquals("text"u8)) delta.Text = MessageBlock.Escaped(ref json);
            else if (json.ValueTextEquals("thinking"u8)) delta.Thinking = MessageBlock.Escaped(ref json);
            else if (json.ValueTextEquals("partial_json"u8)) delta.PartialJson = MessageBlock.Escaped(ref json);
            else if (json.ValueTextEquals("signature"u8)) delta.Signature = MessageBlock.Escaped(ref json);
            else if (json.ValueTextEquals("citation"u8)) delta.Citation = MessageBlock.Raw(ref json, bytes);
            else if (json.ValueTextEquals("stop_reason"u8)) delta.StopReason = MessageBlock.Escaped(ref json);
            else if (json.ValueTextEquals("stop_sequence"u8)) delta.StopSequence = ReadSequence(ref json);
            else json.Skip();
        }

        return delta;
    }

    /// <summary>Whether the delta has content that belongs into a block of this type, whatever its own type is.</summary>
    public readonly bool HasContentFor(BlockType block) => block switch
    {
        BlockType.Text => !Text.IsEmpty,
        BlockType.Thinking => !Thinking.IsEmpty || !Signature.IsEmpty,
        BlockType.ToolUse => !PartialJson.IsEmpty,
        _ => false,
    };

    private static BlockType ReadType(ref Utf8JsonReader json)
    {
        json.Read();
        var type = json.TokenType != JsonTokenType.String ? BlockType.Other
            : json.ValueTextEquals("text_delta"u8) ? BlockType.Text
            : json.ValueTextEquals("input_json_delta"u8) ? BlockType.ToolUse
            : json.ValueTextEquals("thinking_delta"u8) || json.ValueTextEquals("signature_delta"u8) ? BlockType.Thinking
            : BlockType.Other;
        json.Skip();
        return type;
    }

    private static string? ReadSequence(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String) return json.GetString();
        json.Skip();
        return null;
    }
}
