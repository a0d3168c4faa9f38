using System.Text.Json;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>A content block of an answer, whole or as it starts. The spans are escaped JSON and point into the bytes that were read.</summary>
internal ref struct MessageBlock
{
    public BlockType Type { get; private set; }

    /// <summary>The whole object.</summary>
    public ReadOnlySpan<byte> Json { get; private set; }

    /// <summary>The text of a text block, or the reasoning of a thinking block.</summary>
    public ReadOnlySpan<byte> Text { get; private set; }

    public ReadOnlySpan<byte> Signature { get; private set; }

    /// <summary>The encrypted reasoning of a redacted thinking block.</summary>
    public ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>The id of a tool call.</summary>
    public string Id { get; private set; }

    /// <summary>The name of a tool.</summary>
    public string Name { get; private set; }

    /// <summary>The arguments of a tool call, a JSON value; empty if they follow in deltas.</summary>
    public ReadOnlySpan<byte> Input { get; private set; }

    /// <summary>The citations of a text block, a JSON array; empty if there are none.</summary>
    public ReadOnlySpan<byte> Citations { get; private set; }

    /// <summary>The block has properties that the hub has no delta for; native citations are among them.</summary>
    public bool HasExtensions { get; private set; }

    /// <summary>Reads the object at whose start the reader is, and leaves the reader at the object's end.</summary>
    public static MessageBlock Read(scoped ref Utf8JsonReader json, ReadOnlySpan<byte> bytes)
    {
        var block = new MessageBlock { Id = "", Name = "" };
        var start = (int)json.TokenStartIndex;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("type"u8)) block.Type = ReadType(ref json);
            else if (json.ValueTextEquals("text"u8) || json.ValueTextEquals("thinking"u8)) block.Text = Escaped(ref json);
            else if (json.ValueTextEquals("signature"u8)) block.Signature = Escaped(ref json);
            else if (json.ValueTextEquals("data"u8)) block.Data = Escaped(ref json);
            else if (json.ValueTextEquals("id"u8)) block.Id = Decoded(ref json);
            else if (json.ValueTextEquals("name"u8)) block.Name = Decoded(ref json);
            else if (json.ValueTextEquals("input"u8)) block.Input = Raw(ref json, bytes);
            else block.ReadOther(ref json, bytes);
        }

        block.Json = bytes[start..(int)json.BytesConsumed];
        return block;
    }

    /// <summary>Whether a property is one that the hub has a delta for.</summary>
    public static bool IsKnown(ref Utf8JsonReader json) =>
        json.ValueTextEquals("type"u8) || json.ValueTextEquals("text"u8) || json.ValueTextEquals("thinking"u8)
        || json.ValueTextEquals("signature"u8) || json.ValueTextEquals("data"u8) || json.ValueTextEquals("id"u8)
        || json.ValueTextEquals("name"u8) || json.ValueTextEquals("input"u8);

    /// <summary>The string at the next token, escaped; empty if the value is not a string.</summary>
    internal static ReadOnlySpan<byte> Escaped(scoped ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String) return json.ValueSpan;
        json.Skip();
        return default;
    }

    /// <summary>The JSON of the value at the next token; empty if it is null or an empty array, object or string.</summary>
    internal static ReadOnlySpan<byte> Raw(scoped ref Utf8JsonReader json, ReadOnlySpan<byte> bytes)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return default;
        var start = (int)json.TokenStartIndex;
        json.Skip();
        var raw = bytes[start..(int)json.BytesConsumed];
        return raw.Length > 2 ? raw : default;
    }

    private void ReadOther(scoped ref Utf8JsonReader json, ReadOnlySpan<byte> bytes)
    {
        var isCitations = json.ValueTextEquals("citations"u8);
        var raw = Raw(ref json, bytes);
        HasExtensions |= json.TokenType != JsonTokenType.Null;
        if (isCitations) Citations = raw;
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
    /// <summary>A block of the provider's own tools, or of an unknown type.</summary>
    Other,
    Text,
    Thinking,
    RedactedThinking,
    ToolUse,
}
