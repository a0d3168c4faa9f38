using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>
/// The properties of one chunk or completion, as ranges of its JSON. The ranges of properties that are hidden from clients
/// include one comma, so that they can be removed.
/// </summary>
internal struct ChatChunkProperties
{
    private ChatChunkChoices choices;
    private bool isFault;

    [UnscopedRef]
    public readonly ref readonly ChatChunkChoices Choices => ref choices;

    public Range ChoicesValue { get; private set; }

    public Range Id { get; private set; }

    public Range Created { get; private set; }

    public Range Model { get; private set; }

    public string? Tier { get; private set; }

    public UpstreamError? Error { get; private set; }

    /// <summary>The property <c>error</c> if it is null or empty. It is removed, because clients treat its presence as an error.</summary>
    public Range NullErrorProperty { get; private set; }

    public UsageFields? Usage { get; private set; }

    public Range UsageValue { get; private set; }

    public Range UsageProperty { get; private set; }

    /// <summary>The object is a chat completion's chunk.</summary>
    public bool IsChunk { get; private set; }

    /// <summary>The object is a chat completion.</summary>
    public bool IsCompletion { get; private set; }

    /// <summary>The object is a text completion, or a chunk of one.</summary>
    public bool IsText { get; private set; }

    /// <exception cref="JsonException">The bytes are not a JSON object.</exception>
    public void Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, JsonDepth.ReaderOptions);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("A chunk is a JSON object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) ReadProperty(ref reader, json);
        if (reader.Read()) throw new JsonException("A chunk is one JSON object.");
        if (isFault && choices.Count == 0) Error ??= UpstreamError.In(json);
    }

    private void ReadProperty(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.ValueTextEquals("choices"u8))
        {
            var start = (int)reader.BytesConsumed;
            choices.Read(ref reader);
            ChoicesValue = start..(int)reader.BytesConsumed;
        }
        else if (reader.ValueTextEquals("id"u8))
        {
            Id = ReadScalar(ref reader);
        }
        else if (reader.ValueTextEquals("created"u8))
        {
            Created = ReadScalar(ref reader);
        }
        else if (reader.ValueTextEquals("model"u8))
        {
            Model = ReadScalar(ref reader);
        }
        else if (reader.ValueTextEquals("service_tier"u8))
        {
            if (json[ReadScalar(ref reader)] is [(byte)'"', .. var tier, (byte)'"']) Tier = ServiceTiers.Parse(tier);
        }
        else if (reader.ValueTextEquals("object"u8))
        {
            ReadObject(ref reader);
        }
        else if (reader.ValueTextEquals("usage"u8))
        {
            ReadUsage(ref reader, json);
        }
        else if (reader.ValueTextEquals("error"u8))
        {
            ReadError(ref reader, json);
        }
        else
        {
            reader.Skip();
        }
    }

    private void ReadObject(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            IsChunk = reader.ValueTextEquals("chat.completion.chunk"u8);
            IsCompletion = !IsChunk && reader.ValueTextEquals("chat.completion"u8);
            IsText = !IsChunk && reader.ValueTextEquals("text_completion"u8);
            isFault = !IsChunk && reader.ValueTextEquals("error"u8);
        }

        reader.Skip();
    }

    private void ReadUsage(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Read();
        var value = (int)reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.StartObject) Usage = UsageFields.Read(ref reader);
        else reader.Skip();
        UsageValue = Usage is null ? default : value..(int)reader.BytesConsumed;
        UsageProperty = JsonMembers.WithComma(json, start..(int)reader.BytesConsumed, NullErrorProperty.End.Value);
    }

    private void ReadError(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Read();
        if (reader.TokenType is JsonTokenType.Null or JsonTokenType.False)
            NullErrorProperty = JsonMembers.WithComma(json, start..(int)reader.BytesConsumed, UsageProperty.End.Value);
        else Error = UpstreamError.Read(ref reader);
    }

    private static Range ReadScalar(ref Utf8JsonReader reader)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(int)reader.BytesConsumed;
    }
}
