using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>What an event adds to a block, or at the end to the message; spans are escaped JSON and point into the bytes read.</summary>
internal ref struct MessageDelta
{
    public ReadOnlySpan<byte> Text { get; private set; }

    public ReadOnlySpan<byte> Thinking { get; private set; }

    public ReadOnlySpan<byte> Signature { get; private set; }

    /// <summary>More of a call's arguments: of the text of a JSON object.</summary>
    public ReadOnlySpan<byte> PartialJson { get; private set; }

    /// <summary>A JSON object.</summary>
    public ReadOnlySpan<byte> Citation { get; private set; }

    /// <summary>Why the model stopped; empty before it did.</summary>
    public ReadOnlySpan<byte> StopReason { get; private set; }

    public string? StopSequence { get; private set; }

    /// <summary>Bytes of text, thinking and arguments.</summary>
    public readonly int ContentBytes => JsonText.Utf8Length(Text) + JsonText.Utf8Length(Thinking) + JsonText.Utf8Length(PartialJson);

    /// <summary>Reads the object at which the reader stands; leaves it at the object's end.</summary>
    public static MessageDelta Read(scoped ref Utf8JsonReader json, ReadOnlySpan<byte> bytes)
    {
        var delta = default(MessageDelta);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("text"u8)) delta.Text = MessageBlock.Escaped(ref json);
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

    private static string? ReadSequence(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String) return json.GetString();
        json.Skip();
        return null;
    }
}
