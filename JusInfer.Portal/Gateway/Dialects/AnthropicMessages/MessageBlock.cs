using System.Text.Json;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>A block of an answer's content, whole or as it starts; spans are escaped JSON and point into the bytes read.</summary>
internal ref struct MessageBlock
{
    public BlockType Type { get; private set; }

    /// <summary>Of text: the text; of thinking: the thought.</summary>
    public ReadOnlySpan<byte> Text { get; private set; }

    public ReadOnlySpan<byte> Signature { get; private set; }

    /// <summary>Of redacted thinking: the seal.</summary>
    public ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>Of a tool call.</summary>
    public string Id { get; private set; }

    public string Name { get; private set; }

    /// <summary>Of a tool call: the arguments, a JSON value; empty where they are yet to come.</summary>
    public ReadOnlySpan<byte> Input { get; private set; }

    /// <summary>Of text: a JSON array; empty where there are none.</summary>
    public ReadOnlySpan<byte> Citations { get; private set; }

    /// <summary>Reads the object at which the reader stands; leaves it at the object's end.</summary>
    public static MessageBlock Read(scoped ref Utf8JsonReader json, ReadOnlySpan<byte> bytes)
    {
        var block = new MessageBlock { Id = "", Name = "" };
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("type"u8)) block.Type = ReadType(ref json);
            else if (json.ValueTextEquals("text"u8) || json.ValueTextEquals("thinking"u8)) block.Text = Escaped(ref json);
            else if (json.ValueTextEquals("signature"u8)) block.Signature = Escaped(ref json);
            else if (json.ValueTextEquals("data"u8)) block.Data = Escaped(ref json);
            else if (json.ValueTextEquals("id"u8)) block.Id = Decoded(ref json);
            else if (json.ValueTextEquals("name"u8)) block.Name = Decoded(ref json);
            else if (json.ValueTextEquals("input"u8)) block.Input = Raw(ref json, bytes);
            else if (json.ValueTextEquals("citations"u8)) block.Citations = Raw(ref json, bytes);
            else json.Skip();
        }

        return block;
    }

    /// <summary>The string at the next token, escaped; empty where there is none.</summary>
    internal static ReadOnlySpan<byte> Escaped(scoped ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String) return json.ValueSpan;
        json.Skip();
        return default;
    }

    /// <summary>The value at the next token, as it stands; empty where it is null or holds nothing.</summary>
    internal static ReadOnlySpan<byte> Raw(scoped ref Utf8JsonReader json, ReadOnlySpan<byte> bytes)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return default;
        var start = (int)json.TokenStartIndex;
        json.Skip();
        var raw = bytes[start..(int)json.BytesConsumed];
        return raw.Length > 2 ? raw : default;
    }

    private static string Decoded(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String) return json.GetString()!;
        json.Skip();
        return "";
    }

    private static BlockType ReadType(ref Utf8JsonReader json)
    {
        json.Read();
        var type = json.TokenType != JsonTokenType.String ? BlockType.Other
            : json.ValueTextEquals("text"u8) ? BlockType.Text
            : json.ValueTextEquals("tool_use"u8) ? BlockType.ToolUse
            : json.ValueTextEquals("thinking"u8) ? BlockType.Thinking
            : json.ValueTextEquals("redacted_thinking"u8) ? BlockType.RedactedThinking
            : BlockType.Other;
        json.Skip();
        return type;
    }
}

internal enum BlockType
{
    /// <summary>What the provider's own tools did, and what is not known yet.</summary>
    Other,
    Text,
    Thinking,
    RedactedThinking,
    ToolUse,
}
