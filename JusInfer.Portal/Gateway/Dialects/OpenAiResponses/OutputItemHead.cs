using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses;

/// <summary>
/// The properties that identify an output item, or a part of one, and show whether it is complete. Read in one pass over its bytes; spans
/// point into them.
/// </summary>
internal readonly ref struct OutputItemHead
{
    public ReadOnlySpan<byte> Type { get; private init; }

    public ReadOnlySpan<byte> Id { get; private init; }

    public ReadOnlySpan<byte> CallId { get; private init; }

    /// <summary>The function call has arguments: a string that is not empty.</summary>
    public bool HasArguments { get; private init; }

    /// <summary>The number of elements of <c>content</c>; zero if it is not an array.</summary>
    public int ContentCount { get; private init; }

    public bool IsMessage => Type.SequenceEqual("message"u8);

    public bool IsReasoning => Type.SequenceEqual("reasoning"u8);

    public bool IsFunctionCall => Type.SequenceEqual("function_call"u8);

    public bool IsCall => IsFunctionCall || Type.SequenceEqual("custom_tool_call"u8);

    /// <summary>The hub has deltas for an item of this type. Other items describe actions of the provider, such as a web search.</summary>
    public bool IsKnown => IsMessage || IsReasoning || IsCall;

    /// <exception cref="JsonException">The bytes are not a JSON object.</exception>
    public static OutputItemHead Read(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> type = default, id = default, callId = default;
        var hasArguments = false;
        var contentCount = 0;
        var json = new Utf8JsonReader(bytes, JsonDepth.ReaderOptions);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject) throw new JsonException("An output item is a JSON object.");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var property = json.ValueSpan;
            json.Read();
            if (json.TokenType == JsonTokenType.String)
            {
                if (property.SequenceEqual("type"u8)) type = json.ValueSpan;
                else if (property.SequenceEqual("id"u8)) id = json.ValueSpan;
                else if (property.SequenceEqual("call_id"u8)) callId = json.ValueSpan;
                else if (property.SequenceEqual("arguments"u8)) hasArguments = json.ValueSpan.Length > 0;
            }
            else if (json.TokenType == JsonTokenType.StartArray && property.SequenceEqual("content"u8))
            {
                while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                {
                    contentCount++;
                    json.Skip();
                }
            }
            else
            {
                json.Skip();
            }
        }

        return new OutputItemHead { Type = type, Id = id, CallId = callId, HasArguments = hasArguments, ContentCount = contentCount };
    }
}
