using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses;

/// <summary>One event of a response's stream, read in one pass over its bytes; spans point into them.</summary>
internal readonly ref struct ResponsesEvent
{
    /// <summary>For example <c>response.output_text.delta</c>; the event's name if its data has no type, and empty if it has no name.</summary>
    public ReadOnlySpan<byte> Type { get; private init; }

    /// <summary>The event's data has a type.</summary>
    public bool IsTyped { get; private init; }

    /// <summary>
    /// The event reports an error: by its type or name, or by a property as in chat completions and some servers' streams of any dialect.
    /// </summary>
    public bool IsFault { get; private init; }

    /// <summary>The piece of text or arguments, as escaped in JSON.</summary>
    public ReadOnlySpan<byte> Delta { get; private init; }

    /// <summary>The event's number in the stream; null if the provider does not number events.</summary>
    public int? Sequence { get; private init; }

    public int? OutputIndex { get; private init; }

    /// <summary>The id of the item that the event belongs to, as escaped in JSON.</summary>
    public ReadOnlySpan<byte> ItemId { get; private init; }

    /// <summary>The index of one of several summaries or annotations of an item.</summary>
    public int PartIndex { get; private init; }

    /// <summary>The log probabilities of the piece, a JSON array; empty if there are none.</summary>
    public ReadOnlySpan<byte> Logprobs { get; private init; }

    /// <summary>The event has the complete arguments of a function call: text that is not empty.</summary>
    public bool HasArguments { get; private init; }

    /// <summary>
    /// The object that the event is about: a response, an item, a part of an item, or an annotation; empty if there is none.
    /// </summary>
    public ReadOnlySpan<byte> Subject { get; private init; }

    /// <summary>The range of the subject in the event's data.</summary>
    public Range SubjectSpan { get; private init; }

    /// <summary>The event ends the stream and has the finished response.</summary>
    public bool IsEnd => Type.SequenceEqual("response.completed"u8) || Type.SequenceEqual("response.incomplete"u8);

    /// <summary>The provider failed: the client gets a continuation or the gateway's error instead.</summary>
    public bool IsFailure => Type.SequenceEqual("response.failed"u8) || Type.SequenceEqual("response.cancelled"u8);

    /// <summary>The event has the response so far, before its end.</summary>
    public bool IsProgress => Type.SequenceEqual("response.created"u8) || Type.SequenceEqual("response.in_progress"u8)
        || Type.SequenceEqual("response.queued"u8);

    /// <summary>The event adds to a message, reasoning or a tool call.</summary>
    public bool IsOfItem => Type.StartsWith("response.output_text."u8) || Type.StartsWith("response.content_part."u8)
        || Type.StartsWith("response.refusal."u8) || Type.StartsWith("response.reasoning_"u8)
        || Type.StartsWith("response.function_call_arguments."u8) || Type.StartsWith("response.custom_tool_call_input."u8);

    /// <summary>The hub knows events of this type: the writer writes them itself.</summary>
    public bool IsKnown => IsOfItem || Type.StartsWith("response.output_item."u8) || IsProgress || IsEnd || IsFailure;

    /// <param name="name">The event's name; empty if it has none.</param>
    /// <param name="bytes">The event's data.</param>
    /// <exception cref="JsonException">The bytes are not a JSON object.</exception>
    public static ResponsesEvent Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> type = default, delta = default, logprobs = default, itemId = default;
        int? sequence = null, outputIndex = null;
        var part = 0;
        var hasArguments = false;
        Range subject = default;
        var isFault = name.SequenceEqual("error"u8);
        var json = new Utf8JsonReader(bytes, JsonDepth.ReaderOptions);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject) throw new JsonException("An event is a JSON object.");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var property = json.ValueSpan;
            json.Read();
            var start = (int)json.TokenStartIndex;
            isFault |= property.SequenceEqual("error"u8) && json.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
            switch (json.TokenType)
            {
                case JsonTokenType.String:
                    if (property.SequenceEqual("type"u8)) type = json.ValueSpan;
                    else if (property.SequenceEqual("delta"u8)) delta = json.ValueSpan;
                    else if (property.SequenceEqual("item_id"u8)) itemId = json.ValueSpan;
                    else if (property.SequenceEqual("arguments"u8)) hasArguments = json.ValueSpan.Length > 0;
                    else if (property.SequenceEqual("object"u8)) isFault |= json.ValueTextEquals("error"u8);
                    break;
                case JsonTokenType.Number when json.TryGetInt32(out var number):
                    if (property.SequenceEqual("sequence_number"u8)) sequence = number;
                    else if (property.SequenceEqual("output_index"u8)) outputIndex = number;
                    else if (property.SequenceEqual("summary_index"u8) || property.SequenceEqual("annotation_index"u8)) part = number;
                    break;
                case JsonTokenType.StartArray:
                    json.Skip();
                    if (property.SequenceEqual("logprobs"u8)) logprobs = bytes[start..(int)json.BytesConsumed];
                    break;
                case JsonTokenType.StartObject:
                    json.Skip();
                    if (property.SequenceEqual("response"u8) || property.SequenceEqual("item"u8) || property.SequenceEqual("part"u8)
                        || property.SequenceEqual("annotation"u8))
                        subject = start..(int)json.BytesConsumed;
                    break;
                default:
                    break;
            }
        }

        if (json.Read()) throw new JsonException("An event is one JSON object.");
        return new ResponsesEvent
        {
            Type = type.IsEmpty ? name : type,
            IsTyped = !type.IsEmpty,
            IsFault = isFault || type.SequenceEqual("error"u8),
            Delta = delta,
            Sequence = sequence,
            OutputIndex = outputIndex,
            ItemId = itemId,
            PartIndex = part,
            Logprobs = logprobs.Contains((byte)'{') ? logprobs : default,
            HasArguments = hasArguments,
            Subject = bytes[subject],
            SubjectSpan = subject,
        };
    }
}
