using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>
/// One event of a Messages stream (platform.claude.com/docs/en/build-with-claude/streaming), read in one pass over its bytes. The spans point
/// into them. Unknown properties are skipped.
/// </summary>
internal ref struct MessageEvent
{
    private UsageFields usage;
    private MessageBlock block;
    private MessageDelta delta;
    private bool isFault;

    public EventType Type { get; private set; }

    /// <summary>The type in the data, or else the event's name; empty if both are absent.</summary>
    public ReadOnlySpan<byte> TypeName { get; private set; }

    /// <summary>The data has a type.</summary>
    public bool IsTyped { get; private set; }

    public int Index { get; private set; }

    /// <summary>The block that starts.</summary>
    [UnscopedRef]
    public readonly ref readonly MessageBlock Block => ref block;

    /// <summary>The event has a block that starts.</summary>
    public bool HasBlock { get; private set; }

    /// <summary>The message object that a stream starts with; empty if absent.</summary>
    public ReadOnlySpan<byte> Message { get; private set; }

    /// <summary>The message's model, as escaped in JSON; empty if absent.</summary>
    public ReadOnlySpan<byte> Model { get; private set; }

    /// <summary>The message has all properties that clients read: id, type, role, model, usage, and the list that they add blocks to.</summary>
    public bool HasCompleteMessage { get; private set; }

    [UnscopedRef]
    public readonly ref readonly MessageDelta Delta => ref delta;

    /// <summary>The event has a usage object, which has been added to the usage so far.</summary>
    public bool HasUsage { get; private set; }

    /// <summary>The error that the event reports.</summary>
    public UpstreamError? Error { get; private set; }

    /// <param name="name">The event's name; empty if it has none.</param>
    /// <param name="bytes">Its data.</param>
    /// <param name="count">The answer's usage so far, which the event's usage is added to.</param>
    /// <exception cref="JsonException">The bytes are not a JSON object.</exception>
    public static MessageEvent Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes, ref UsageFields count)
    {
        var read = new MessageEvent { usage = count };
        var json = new Utf8JsonReader(bytes, JsonDepth.ReaderOptions);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject) throw new JsonException("An event is a JSON object.");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName) read.ReadProperty(ref json, bytes);
        if (json.Read()) throw new JsonException("An event is one JSON object.");
        if (!read.IsTyped) read.SetType(name);
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
            if (HasBlock) block = MessageBlock.Read(ref json, bytes);
            else json.Skip();
        }
        else if (json.ValueTextEquals("delta"u8))
        {
            json.Read();
            if (json.TokenType == JsonTokenType.StartObject) delta = MessageDelta.Read(ref json, bytes);
            else json.Skip();
        }
        else if (json.ValueTextEquals("usage"u8))
        {
            ReadUsage(ref json);
        }
        else if (json.ValueTextEquals("message"u8))
        {
            ReadMessage(ref json, bytes);
        }
        else if (json.ValueTextEquals("error"u8))
        {
            json.Read();
            if (json.TokenType != JsonTokenType.Null) Error = UpstreamError.Read(ref json);
        }
        else if (json.ValueTextEquals("object"u8))
        {
            // Some servers report errors in this form within a stream of any dialect.
            json.Read();
            isFault = json.TokenType == JsonTokenType.String && json.ValueTextEquals("error"u8);
            json.Skip();
        }
        else
        {
            json.Skip();
        }
    }

    private void ReadMessage(scoped ref Utf8JsonReader json, ReadOnlySpan<byte> bytes)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        var start = (int)json.TokenStartIndex;
        bool hasId = false, hasType = false, hasRole = false, hasModel = false, hasContent = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("usage"u8))
            {
                ReadUsage(ref json);
            }
            else if (json.ValueTextEquals("content"u8))
            {
                json.Read();
                hasContent = json.TokenType == JsonTokenType.StartArray;
                json.Skip();
            }
            else if (json.ValueTextEquals("id"u8)) hasId = !MessageBlock.Escaped(ref json).IsEmpty;
            else if (json.ValueTextEquals("type"u8)) hasType = !MessageBlock.Escaped(ref json).IsEmpty;
            else if (json.ValueTextEquals("role"u8)) hasRole = !MessageBlock.Escaped(ref json).IsEmpty;
            else if (json.ValueTextEquals("model"u8)) hasModel = !(Model = MessageBlock.Escaped(ref json)).IsEmpty;
            else json.Skip();
        }

        Message = bytes[start..(int)json.BytesConsumed];
        HasCompleteMessage = hasId && hasType && hasRole && hasModel && hasContent && HasUsage;
    }

    private void ReadUsage(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        usage.Merge(UsageFields.Read(ref json));
        HasUsage = true;
    }

    private void ReadType(scoped ref Utf8JsonReader json)
    {
        json.Read();
        IsTyped = json.TokenType == JsonTokenType.String;
        if (IsTyped) SetType(json.ValueSpan);
        json.Skip();
    }

    private void SetType(ReadOnlySpan<byte> type)
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
    /// <summary>A ping, or an unknown type.</summary>
    Other,
    MessageStart,
    BlockStart,
    BlockDelta,
    BlockStop,
    MessageDelta,
    MessageStop,
    Error,
}
