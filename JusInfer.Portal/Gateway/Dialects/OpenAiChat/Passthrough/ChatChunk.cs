using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Passthrough;

/// <summary>
/// What one chunk of a chat completion's or a text completion's stream says, or a whole completion, read in one pass over its bytes; spans
/// point into them. Tells also whether it is canonical: of the one form that every client is known to read.
/// </summary>
/// <remarks>
/// 1. <see cref="ReadProperty"/> takes the properties of the chunk itself.
/// 2. <see cref="ChatChunkChoices"/> takes its choices.
/// 3. What is to be cut out is found with one comma beside it.
/// </remarks>
internal ref struct ChatChunk
{
    private readonly ReadOnlySpan<byte> json;
    private ChatChunkChoices choices;

    private ChatChunk(ReadOnlySpan<byte> json) => this.json = json;

    /// <summary>Text, reasoning or a tool call came: what a client would show or act on.</summary>
    public readonly bool HasContent => choices.HasContent;

    /// <summary>Bytes of text, reasoning and tool arguments, as escaped in JSON: for counting where a provider does not.</summary>
    public readonly int ContentBytes => choices.ContentBytes;

    public readonly bool HasChoices => choices.Count > 0;

    public readonly bool IsFinish => choices.IsFinish;

    /// <summary>What the choices hold.</summary>
    public readonly ChatChunkChoices Choices => choices;

    /// <summary>The chunk reports a fault instead of going on; its message, for people.</summary>
    public UpstreamError? Error { get; private set; }

    public TokenBuckets? Usage { get; private set; }

    /// <summary>The value of <c>usage</c>, where it is an object.</summary>
    public readonly ReadOnlySpan<byte> UsageValue => json[usageValue];

    /// <summary>The stream's id as a JSON string, quotes included; empty where absent.</summary>
    public readonly ReadOnlySpan<byte> Id => json[id];

    /// <summary>The stream's <c>created</c> as it stands; empty where absent.</summary>
    public readonly ReadOnlySpan<byte> Created => json[created];

    public readonly ReadOnlySpan<byte> Model => json[model];

    /// <summary>Every property is of the kind and in the place where clients look for it.</summary>
    public readonly bool IsCanonical => HasCanonicalFrame && isChunk && choices.IsCanonical;

    /// <summary>The same of a whole completion.</summary>
    public readonly bool IsCanonicalWhole => HasCanonicalFrame && isWhole && choices.IsCanonicalWhole && NullErrorProperty.Equals(default);

    /// <summary>The same of a chunk that reports usage, beside an empty list of choices.</summary>
    public readonly bool IsCanonicalUsage => HasCanonicalFrame && (isChunk || isText) && choices is { IsList: true, Count: 0 };

    /// <summary>The same of what stands around the choices.</summary>
    private readonly bool HasCanonicalFrame => Id.Length > 2 && Id[0] == (byte)'"' && IsWholeNumber(Created) && Model is [(byte)'"', ..];

    /// <summary>The property <c>usage</c> with one comma beside it, as it would be cut out; empty where absent.</summary>
    public Range UsageProperty { get; private set; }

    /// <summary>The property <c>error</c> where it is null, likewise: clients take its mere presence for a fault.</summary>
    public Range NullErrorProperty { get; private set; }

    private Range usageValue;
    private Range id;
    private Range created;
    private Range model;
    private bool isChunk;
    private bool isWhole;
    private bool isText;
    private bool isFault;

    /// <exception cref="JsonException">The bytes are no JSON object.</exception>
    public static ChatChunk Read(ReadOnlySpan<byte> bytes)
    {
        var chunk = new ChatChunk(bytes);
        var reader = new Utf8JsonReader(bytes, JsonDepth.OfReader);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("A chunk is a JSON object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) chunk.ReadProperty(ref reader);
        if (reader.Read()) throw new JsonException("A chunk is one JSON object.");
        if (chunk.isFault && !chunk.HasChoices) chunk.Error ??= UpstreamError.In(bytes);
        return chunk;
    }

    private void ReadProperty(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        if (reader.ValueTextEquals("choices"u8))
        {
            choices.Read(ref reader, json);
        }
        else if (reader.ValueTextEquals("id"u8))
        {
            id = ReadScalar(ref reader);
        }
        else if (reader.ValueTextEquals("created"u8))
        {
            created = ReadScalar(ref reader);
        }
        else if (reader.ValueTextEquals("model"u8))
        {
            model = ReadScalar(ref reader);
        }
        else if (reader.ValueTextEquals("object"u8))
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                isChunk = reader.ValueTextEquals("chat.completion.chunk"u8);
                isWhole = reader.ValueTextEquals("chat.completion"u8);
                isText = reader.ValueTextEquals("text_completion"u8);
                isFault = reader.ValueTextEquals("error"u8);
            }

            reader.Skip();
        }
        else if (reader.ValueTextEquals("usage"u8))
        {
            reader.Read();
            var value = (int)reader.TokenStartIndex;
            if (reader.TokenType == JsonTokenType.StartObject) Usage = OpenAiUsage.Read(ref reader);
            else reader.Skip();
            usageValue = Usage is null ? default : value..(int)reader.BytesConsumed;
            UsageProperty = JsonMembers.WithComma(json, start..(int)reader.BytesConsumed, NullErrorProperty.End.Value);
        }
        else if (reader.ValueTextEquals("error"u8))
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
                NullErrorProperty = JsonMembers.WithComma(json, start..(int)reader.BytesConsumed, UsageProperty.End.Value);
            else Error = UpstreamError.Read(ref reader);
        }
        else
        {
            reader.Skip();
        }
    }

    private static Range ReadScalar(ref Utf8JsonReader reader)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(int)reader.BytesConsumed;
    }

    private static bool IsWholeNumber(ReadOnlySpan<byte> number) =>
        !number.IsEmpty && number.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
