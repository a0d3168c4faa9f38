using System.Text.Json;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>What one chunk of a chat completion's or a text completion's stream says, read in one pass over its bytes; spans point into them.</summary>
internal ref struct ChatChunk
{
    private readonly ReadOnlySpan<byte> json;

    private ChatChunk(ReadOnlySpan<byte> json) => this.json = json;

    /// <summary>Text, reasoning or a tool call came: what a client would show or act on.</summary>
    public bool HasContent { get; private set; }

    /// <summary>Bytes of text, reasoning and tool arguments, as escaped in JSON: for counting where a provider does not.</summary>
    public int ContentBytes { get; private set; }

    public bool HasChoices { get; private set; }

    public bool IsFinish { get; private set; }

    /// <summary>The chunk reports a fault instead of going on; its message, for people.</summary>
    public string? Error { get; private set; }

    public TokenBuckets? Usage { get; private set; }

    /// <summary>The value of <c>usage</c>, where it is an object.</summary>
    public ReadOnlySpan<byte> UsageValue => json[usageValue];

    /// <summary>The stream's id as a JSON string, quotes included; empty where absent.</summary>
    public ReadOnlySpan<byte> Id => json[id];

    /// <summary>The stream's <c>created</c> as it stands; empty where absent.</summary>
    public ReadOnlySpan<byte> Created => json[created];

    public ReadOnlySpan<byte> Model => json[model];

    /// <summary>The property <c>usage</c> with one comma beside it, as it would be cut out; empty where absent.</summary>
    public Range UsageProperty { get; private set; }

    /// <summary>The property <c>error</c> where it is null, likewise: clients take its mere presence for a fault.</summary>
    public Range NullErrorProperty { get; private set; }

    private Range usageValue;
    private Range id;
    private Range created;
    private Range model;

    /// <exception cref="JsonException">The bytes are no JSON object.</exception>
    public static ChatChunk Read(ReadOnlySpan<byte> bytes)
    {
        var chunk = new ChatChunk(bytes);
        var reader = new Utf8JsonReader(bytes);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("A chunk is a JSON object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) chunk.ReadProperty(ref reader);
        if (reader.Read()) throw new JsonException("A chunk is one JSON object.");
        return chunk;
    }

    private void ReadProperty(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        if (reader.ValueTextEquals("choices"u8))
        {
            ReadChoices(ref reader);
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
        else if (reader.ValueTextEquals("usage"u8))
        {
            reader.Read();
            var value = (int)reader.TokenStartIndex;
            if (reader.TokenType == JsonTokenType.StartObject) Usage = OpenAiUsage.Read(ref reader);
            else reader.Skip();
            usageValue = Usage is null ? default : value..(int)reader.BytesConsumed;
            UsageProperty = WithComma(start, (int)reader.BytesConsumed, NullErrorProperty);
        }
        else if (reader.ValueTextEquals("error"u8))
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null) NullErrorProperty = WithComma(start, (int)reader.BytesConsumed, UsageProperty);
            else Error = UpstreamErrorText.Read(ref reader);
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

    private void ReadChoices(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            HasChoices = true;
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("delta"u8))
                {
                    ReadDelta(ref reader);
                }
                else if (reader.ValueTextEquals("text"u8))
                {
                    ReadText(ref reader);
                }
                else if (reader.ValueTextEquals("finish_reason"u8))
                {
                    reader.Read();
                    IsFinish |= reader.TokenType == JsonTokenType.String;
                    reader.Skip();
                }
                else
                {
                    reader.Skip();
                }
            }
        }
    }

    /// <summary>A text completion has no delta: its choices hold the text.</summary>
    private void ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String) ContentBytes += reader.ValueSpan.Length;
        HasContent |= ContentBytes > 0;
        reader.Skip();
    }

    private void ReadDelta(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isRole = reader.ValueTextEquals("role"u8);
            reader.Read();
            switch (reader.TokenType)
            {
                case JsonTokenType.String when !isRole && !reader.ValueSpan.IsEmpty:
                    HasContent = true;
                    ContentBytes += reader.ValueSpan.Length;
                    break;
                case JsonTokenType.StartArray or JsonTokenType.StartObject:
                    var start = reader.TokenStartIndex;
                    reader.Skip();
                    var length = (int)(reader.BytesConsumed - start);
                    HasContent |= length > 2;
                    ContentBytes += length > 2 ? length : 0;
                    break;
            }
        }
    }

    /// <summary>
    /// A property's range together with the comma that goes with it: the one before it or, where that one is cut already or there is none, the one
    /// after.
    /// </summary>
    private readonly Range WithComma(int start, int end, Range cut)
    {
        var before = json[..start].LastIndexOfAnyExcept(" \t\r\n"u8);
        if (before >= cut.End.Value && json[before] == (byte)',') return before..end;
        var after = json[end..].IndexOfAnyExcept(" \t\r\n"u8);
        return after >= 0 && json[end + after] == (byte)',' ? start..(end + after + 1) : start..end;
    }
}
