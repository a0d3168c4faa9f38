using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses;

/// <summary>What one event of a response's stream says, read in one pass over its bytes; spans point into them.</summary>
internal readonly ref struct ResponsesEvent
{
    /// <summary>For example <c>response.output_text.delta</c>; empty where nothing says so.</summary>
    public ReadOnlySpan<byte> Type { get; private init; }

    /// <summary>Its data says of which type it is; else its name alone may.</summary>
    public bool IsTyped { get; private init; }

    /// <summary>It tells of a fault: by its type or name, or as chat completions and some servers do in the midst of any stream.</summary>
    public bool IsFault { get; private init; }

    /// <summary>The piece of text or arguments, as it stands in JSON.</summary>
    public ReadOnlySpan<byte> Delta { get; private init; }

    /// <summary>Its place in the stream; null where the provider does not number.</summary>
    public int? Sequence { get; private init; }

    public int? OutputIndex { get; private init; }

    /// <summary>Which of several summaries or annotations of an item.</summary>
    public int PartIndex { get; private init; }

    /// <summary>The log probabilities that came with the piece, a JSON array; empty where there are none.</summary>
    public ReadOnlySpan<byte> Logprobs { get; private init; }

    /// <summary>
    /// The object that the event is about: a response, an item, a part of one or an annotation; empty where there is none.
    /// </summary>
    public ReadOnlySpan<byte> Subject { get; private init; }

    /// <summary>Where the subject stands in the event's data.</summary>
    public Range SubjectSpan { get; private init; }

    /// <param name="name">The event's name; empty where it has none.</param>
    /// <param name="bytes">Its data.</param>
    /// <exception cref="JsonException">The bytes are no JSON object.</exception>
    public static ResponsesEvent Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> type = default, delta = default, logprobs = default;
        int? sequence = null, outputIndex = null;
        var part = 0;
        Range subject = default;
        var isFault = name.SequenceEqual("error"u8);
        var json = new Utf8JsonReader(bytes, JsonDepth.OfReader);
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
            PartIndex = part,
            Logprobs = logprobs.Contains((byte)'{') ? logprobs : default,
            Subject = bytes[subject],
            SubjectSpan = subject,
        };
    }
}
