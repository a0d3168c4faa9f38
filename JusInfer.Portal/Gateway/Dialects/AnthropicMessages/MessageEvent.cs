using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>
/// What one event of a Messages stream says (platform.claude.com/docs/en/build-with-claude/streaming), read in one pass over its bytes;
/// spans point into them. What it does not know it passes over.
/// </summary>
internal ref struct MessageEvent
{
    private MessagesUsage usage;
    private bool isFault;

    public EventType Type { get; private set; }

    /// <summary>As it stands in the data, or else in the event's name; empty where nothing says it.</summary>
    public ReadOnlySpan<byte> TypeName { get; private set; }

    /// <summary>Its data says of which type it is; else its name alone may.</summary>
    public bool IsTyped { get; private set; }

    public int Index { get; private set; }

    /// <summary>Of a block that starts.</summary>
    public MessageBlock Block { get; private set; }

    /// <summary>The block that starts is there.</summary>
    public bool HasBlock { get; private set; }

    /// <summary>The message that starts has a list of blocks, to which clients add.</summary>
    public bool HasContent { get; private set; }

    public MessageDelta Delta { get; private set; }

    /// <summary>A usage object was among it; what it said is now in the count given.</summary>
    public bool HasUsage { get; private set; }

    /// <summary>What the provider says went wrong, for people; set on an error alone.</summary>
    public UpstreamError? Error { get; private set; }

    /// <param name="name">The event's name; empty where it has none.</param>
    /// <param name="bytes">Its data.</param>
    /// <param name="count">The answer's count so far, added to.</param>
    /// <exception cref="JsonException">The bytes are no JSON object.</exception>
    public static MessageEvent Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes, ref MessagesUsage count)
    {
        var read = new MessageEvent { usage = count };
        var json = new Utf8JsonReader(bytes, JsonDepth.OfReader);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject) throw new JsonException("An event is a JSON object.");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName) read.ReadProperty(ref json, bytes);
        if (json.Read()) throw new JsonException("An event is one JSON object.");
        if (!read.IsTyped) read.Be(name);
        if (read.Type == EventType.Error || read.isFault || name.SequenceEqual("error"u8)) read.Error ??= UpstreamError.In(bytes);
        count = read.usage;
        return read;
    }

    private void ReadProperty(scoped ref Utf8JsonReader json, ReadOnlySpan<byte> bytes)
    {
        if (json.ValueTextEquals("type"u8))
        {
            ReadType(ref json);
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
            HasBlock = json.TokenType == JsonTokenType.StartObject;
            if (HasBlock) Block = MessageBlock.Read(ref json, bytes);
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
        else if (json.ValueTextEquals("object"u8))
        {
            // As some servers do in the midst of any stream.
            json.Read();
            isFault = json.TokenType == JsonTokenType.String && json.ValueTextEquals("error"u8);
            json.Skip();
        }
        else
        {
            json.Skip();
        }
    }

    /// <summary>The message that a stream starts with: of it the count matters, the rest is yet to come.</summary>
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
            if (json.ValueTextEquals("usage"u8))
            {
                ReadUsage(ref json);
            }
            else
            {
                var isContent = json.ValueTextEquals("content"u8);
                json.Read();
                HasContent |= isContent && json.TokenType == JsonTokenType.StartArray;
                json.Skip();
            }
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

    private void ReadType(scoped ref Utf8JsonReader json)
    {
        json.Read();
        IsTyped = json.TokenType == JsonTokenType.String;
        if (IsTyped) Be(json.ValueSpan);
        json.Skip();
    }

    private void Be(ReadOnlySpan<byte> type)
    {
        Type = TypeOf(type);
        TypeName = type;
    }

    private static EventType TypeOf(ReadOnlySpan<byte> name) => name.SequenceEqual("content_block_delta"u8) ? EventType.BlockDelta
        : name.SequenceEqual("content_block_start"u8) ? EventType.BlockStart
        : name.SequenceEqual("content_block_stop"u8) ? EventType.BlockStop
        : name.SequenceEqual("message_start"u8) ? EventType.MessageStart
        : name.SequenceEqual("message_delta"u8) ? EventType.MessageDelta
        : name.SequenceEqual("message_stop"u8) ? EventType.MessageStop
        : name.SequenceEqual("error"u8) ? EventType.Error
        : EventType.Other;
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
