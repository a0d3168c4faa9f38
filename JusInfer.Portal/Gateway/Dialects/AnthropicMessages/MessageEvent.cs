using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Streaming;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>
/// What one event of a Messages stream says (platform.claude.com/docs/en/build-with-claude/streaming), read in one pass over its bytes;
/// spans point into them. What it does not know it passes over.
/// </summary>
internal ref struct MessageEvent
{
    private MessagesUsage usage;

    public EventType Type { get; private set; }

    /// <summary>As it stands in the data.</summary>
    public ReadOnlySpan<byte> TypeName { get; private set; }

    public int Index { get; private set; }

    /// <summary>Of a block that starts.</summary>
    public MessageBlock Block { get; private set; }

    public MessageDelta Delta { get; private set; }

    /// <summary>A usage object was among it; what it said is now in the count given.</summary>
    public bool HasUsage { get; private set; }

    /// <summary>What the provider says went wrong, for people; set on an error alone.</summary>
    public UpstreamError? Error { get; private set; }

    /// <param name="bytes">The event's data.</param>
    /// <param name="count">The answer's count so far, added to.</param>
    /// <exception cref="JsonException">The bytes are no JSON object.</exception>
    public static MessageEvent Read(ReadOnlySpan<byte> bytes, ref MessagesUsage count)
    {
        var read = new MessageEvent { usage = count };
        var json = new Utf8JsonReader(bytes, JsonDepth.OfReader);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject) throw new JsonException("An event is a JSON object.");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName) read.ReadProperty(ref json, bytes);
        if (json.Read()) throw new JsonException("An event is one JSON object.");
        if (read.Type == EventType.Error) read.Error ??= UpstreamError.Unexplained;
        count = read.usage;
        return read;
    }

    private void ReadProperty(scoped ref Utf8JsonReader json, ReadOnlySpan<byte> bytes)
    {
        if (json.ValueTextEquals("type"u8))
        {
            Type = ReadType(ref json);
        }
        else if (json.ValueTextEquals("index"u8))
        {
            json.Read();
            Index = json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var index) ? index : 0;
            json.Skip();
        }
        else if (json.ValueTextEquals("content_block"u8))
        {
            json.Read();
            if (json.TokenType == JsonTokenType.StartObject) Block = MessageBlock.Read(ref json, bytes);
            else json.Skip();
        }
        else if (json.ValueTextEquals("delta"u8))
        {
            json.Read();
            if (json.TokenType == JsonTokenType.StartObject) Delta = MessageDelta.Read(ref json, bytes);
            else json.Skip();
        }
        else if (json.ValueTextEquals("usage"u8))
        {
            ReadUsage(ref json);
        }
        else if (json.ValueTextEquals("message"u8))
        {
            ReadMessage(ref json);
        }
        else if (json.ValueTextEquals("error"u8))
        {
            json.Read();
            if (json.TokenType != JsonTokenType.Null) Error = UpstreamError.Read(ref json);
        }
        else
        {
            json.Skip();
        }
    }

    /// <summary>The message that a stream starts with: of it only the count matters, the rest is yet to come.</summary>
    private void ReadMessage(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("usage"u8)) ReadUsage(ref json);
            else json.Skip();
        }
    }

    private void ReadUsage(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        usage.Read(ref json);
        HasUsage = true;
    }

    private EventType ReadType(scoped ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String) TypeName = json.ValueSpan;
        var type = json.TokenType != JsonTokenType.String ? EventType.Other
            : json.ValueTextEquals("content_block_delta"u8) ? EventType.BlockDelta
            : json.ValueTextEquals("content_block_start"u8) ? EventType.BlockStart
            : json.ValueTextEquals("content_block_stop"u8) ? EventType.BlockStop
            : json.ValueTextEquals("message_start"u8) ? EventType.MessageStart
            : json.ValueTextEquals("message_delta"u8) ? EventType.MessageDelta
            : json.ValueTextEquals("message_stop"u8) ? EventType.MessageStop
            : json.ValueTextEquals("error"u8) ? EventType.Error
            : EventType.Other;
        json.Skip();
        return type;
    }
}

internal enum EventType
{
    /// <summary>A ping, or what is not known yet.</summary>
    Other,
    MessageStart,
    BlockStart,
    BlockDelta,
    BlockStop,
    MessageDelta,
    MessageStop,
    Error,
}
