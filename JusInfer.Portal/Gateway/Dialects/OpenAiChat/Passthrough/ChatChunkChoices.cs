using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Passthrough;

/// <summary>
/// What the choices of one chunk, or of a whole completion, say. Of a canonical chunk's single piece of a tool call it tells the parts, so
/// that calls can be followed without another pass.
/// </summary>
internal struct ChatChunkChoices
{
    private bool isOdd;
    private bool hasOddPiece; // as a chunk
    private bool hasOddMessage; // as a whole completion
    private bool hasOddFinish;

    public int Count { get; private set; }

    /// <summary>A list is there; it may be empty.</summary>
    public bool IsList { get; private set; }

    public bool HasContent { get; private set; }

    public int ContentBytes { get; private set; }

    /// <summary>The last choice says whose words they are.</summary>
    public bool HasRole { get; private set; }

    /// <summary>Something else was said beside text and calls, such as reasoning.</summary>
    public bool HasAside { get; private set; }

    /// <summary>Something was said that no other model can go on with.</summary>
    public bool HasMoreThanText { get; private set; }

    public bool IsFinish { get; private set; }

    /// <summary>The reason for the finish, where it is one of the dialect's own words.</summary>
    public FinishReason? Finish { get; private set; }

    /// <summary>The index of the last choice.</summary>
    public int Index { get; private set; }

    /// <summary>Pieces of tool calls.</summary>
    public int Calls { get; private set; }

    /// <summary>The last piece, its texts as ranges of the chunk, without quotes.</summary>
    public ChatToolCallPiece Call { get; private set; }

    /// <summary>The text that came, without quotes.</summary>
    public Range Content { get; private set; }

    /// <summary>As chunks are: one choice, its piece of a call with an index.</summary>
    public readonly bool IsCanonical => !isOdd && !hasOddPiece && Count == 1;

    /// <summary>As whole completions are: each message with a role, each call whole, each choice with a reason for its end.</summary>
    public readonly bool IsCanonicalWhole => !isOdd && !hasOddMessage && !hasOddFinish && Count > 0;

    public void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            isOdd = true;
            reader.Skip();
            return;
        }

        IsList = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Count++;
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadChoice(ref reader);
                continue;
            }

            isOdd = true;
            reader.Skip();
        }
    }

    private void ReadChoice(ref Utf8JsonReader reader)
    {
        bool isIndexed = false, said = false;
        var callsBefore = Calls;
        (Finish, HasRole) = (null, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("delta"u8) || reader.ValueTextEquals("message"u8))
            {
                if (reader.ValueTextEquals("message"u8)) hasOddPiece = true;
                else hasOddMessage = true;
                reader.Read();
                said = reader.TokenType == JsonTokenType.StartObject;
                if (said) ReadWords(ref reader);
                else reader.Skip();
            }
            else if (reader.ValueTextEquals("text"u8))
            {
                // A text completion has no delta: its choices hold the text.
                reader.Read();
                if (reader.TokenType == JsonTokenType.String) Weigh(ref reader, (int)reader.TokenStartIndex);
                reader.Skip();
            }
            else if (reader.ValueTextEquals("finish_reason"u8))
            {
                ReadFinish(ref reader);
            }
            else if (reader.ValueTextEquals("index"u8))
            {
                reader.Read();
                isIndexed = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var index) && (Index = index) >= 0;
                reader.Skip();
            }
            else
            {
                isOdd |= reader.ValueTextEquals("usage"u8);
                var isLogprobs = reader.ValueTextEquals("logprobs"u8);
                reader.Skip();
                HasMoreThanText |= isLogprobs && reader.TokenType == JsonTokenType.EndObject;
            }
        }

        isOdd |= !isIndexed || !said;
        hasOddMessage |= !HasRole;
        hasOddFinish |= Finish is not { } reason || reason.Given(Calls > callsBefore) != reason;
    }

    private void ReadFinish(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            IsFinish |= !reader.ValueSpan.IsEmpty;
            Finish = reader.ValueTextEquals("stop"u8) ? FinishReason.Stop
                : reader.ValueTextEquals("tool_calls"u8) ? FinishReason.ToolCalls
                : reader.ValueTextEquals("length"u8) ? FinishReason.Length
                : reader.ValueTextEquals("content_filter"u8) ? FinishReason.ContentFilter
                : null;
            isOdd |= Finish is null;
        }
        else
        {
            isOdd |= reader.TokenType != JsonTokenType.Null;
        }

        reader.Skip();
    }

    private void ReadWords(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isRole = reader.ValueTextEquals("role"u8);
            var isContent = reader.ValueTextEquals("content"u8);
            var isCalls = reader.ValueTextEquals("tool_calls"u8);
            var isOlder = reader.ValueTextEquals("function_call"u8);
            var name = reader.ValueSpan;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            HasRole |= isRole && reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty;
            if (isCalls && reader.TokenType == JsonTokenType.StartArray) ReadCalls(ref reader);
            else if (isContent) ReadContent(ref reader);
            else if (isCalls || isOlder) isOdd |= reader.TokenType != JsonTokenType.Null;
            reader.Skip();
            if (isRole || (isCalls && reader.TokenType == JsonTokenType.EndArray)) continue;
            if (!Weigh(ref reader, start) || isContent || isCalls) continue;
            if (ChatWords.IsMoreThanText(name)) HasMoreThanText = true;
            else HasAside = true;
        }
    }

    private void ReadContent(ref Utf8JsonReader reader)
    {
        isOdd |= reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null);
        if (reader.TokenType == JsonTokenType.String) Content = ((int)reader.TokenStartIndex + 1)..((int)reader.BytesConsumed - 1);
    }

    /// <summary>
    /// Whatever is said counts, in whichever field: the letters of strings, arrays and objects as they stand. Tool calls weigh themselves.
    /// </summary>
    private bool Weigh(ref Utf8JsonReader reader, int start)
    {
        var length = (int)reader.BytesConsumed - start;
        var weight = reader.TokenType switch
        {
            JsonTokenType.String => JsonText.Utf8Length(reader.ValueSpan),
            JsonTokenType.EndArray or JsonTokenType.EndObject => length > 2 ? length : 0,
            _ => 0,
        };
        HasContent |= weight > 0;
        ContentBytes += weight;
        return weight > 0;
    }

    private void ReadCalls(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Calls++;
            HasContent = true;
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                Call = ChatToolCallPiece.Read(ref reader);
                ContentBytes += Call.ContentBytes;
                hasOddPiece |= !Call.IsCanonical;
                hasOddMessage |= !Call.IsWhole;
                continue;
            }

            isOdd = true;
            reader.Skip();
        }
    }
}
