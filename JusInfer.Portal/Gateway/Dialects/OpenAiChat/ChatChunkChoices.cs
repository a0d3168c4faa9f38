using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>
/// The choices of one chunk or completion. The content of a simple chunk, as nearly all are, is kept as ranges of the JSON without quotes, so
/// that it is reported without another pass.
/// </summary>
internal struct ChatChunkChoices
{
    private bool isNonCanonical;
    private bool hasNonCanonicalDelta; // as a chunk
    private bool hasNonCanonicalMessage; // as a completion
    private bool hasNonCanonicalFinish;
    private bool isComplex;

    public int Count { get; private set; }

    /// <summary>The value is a list, which may be empty.</summary>
    public bool IsList { get; private set; }

    /// <summary>Text, reasoning, a tool call or other output of a model.</summary>
    public bool HasContent { get; private set; }

    /// <summary>The last choice has a role.</summary>
    public bool HasRole { get; private set; }

    /// <summary>A choice has a finish reason, known or not.</summary>
    public bool IsFinish { get; private set; }

    /// <summary>The finish reason of the last choice, if it is one of the dialect's own.</summary>
    public FinishReason? Finish { get; private set; }

    /// <summary>The index of the last choice.</summary>
    public int Index { get; private set; }

    /// <summary>The number of tool call pieces.</summary>
    public int Calls { get; private set; }

    /// <summary>The last piece.</summary>
    public ChatToolCallPiece Call { get; private set; }

    public Range Content { get; private set; }

    public Range Reasoning { get; private set; }

    /// <summary>The size of the last choice's text and reasoning, as escaped in JSON.</summary>
    public readonly int ContentBytes => Content.End.Value - Content.Start.Value + Reasoning.End.Value - Reasoning.Start.Value;

    /// <summary>The reasoning is in <c>reasoning</c>, not in <c>reasoning_content</c>.</summary>
    public bool HasShortReasoning { get; private set; }

    /// <summary>The value of <c>logprobs</c>, an object.</summary>
    public Range Logprobs { get; private set; }

    /// <summary>The property of the delta with other content, including its name.</summary>
    public Range Extension { get; private set; }

    /// <summary>The value of <c>reasoning_details</c>, which is also an extension.</summary>
    public Range Details { get; private set; }

    /// <summary>The extension is content that no other model can continue.</summary>
    public bool IsMedia { get; private set; }

    /// <summary>The choices are canonical for a chunk: one choice, and an index in its piece of a tool call.</summary>
    public readonly bool IsCanonical => !isNonCanonical && !hasNonCanonicalDelta && Count == 1;

    /// <summary>
    /// The choices are canonical for a completion: each has a message with a role, complete tool calls and a finish reason.
    /// </summary>
    public readonly bool IsCanonicalCompletion => !isNonCanonical && !hasNonCanonicalMessage && !hasNonCanonicalFinish && Count > 0;

    /// <summary>The chunk is canonical, and the ranges have its complete content.</summary>
    public readonly bool IsSimple => IsCanonical && !isComplex && Calls <= 1 && !(!Details.IsEmpty && Reasoning.IsEmpty);

    /// <summary>Whether a property of this name contains output that no other model can continue.</summary>
    public static bool IsMediaName(ReadOnlySpan<byte> name) => name.SequenceEqual("audio"u8) || name.SequenceEqual("images"u8);

    public void Read(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            isNonCanonical = true;
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

            isNonCanonical = true;
            reader.Skip();
        }
    }

    private void ReadChoice(ref Utf8JsonReader reader)
    {
        bool isIndexed = false, hasDelta = false;
        var callsBefore = Calls;
        (Finish, HasRole) = (null, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("delta"u8) || reader.ValueTextEquals("message"u8))
            {
                if (reader.ValueTextEquals("message"u8)) hasNonCanonicalDelta = true;
                else hasNonCanonicalMessage = true;
                reader.Read();
                hasDelta = reader.TokenType == JsonTokenType.StartObject;
                if (hasDelta) ReadDelta(ref reader);
                else reader.Skip();
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
            else if (reader.ValueTextEquals("text"u8))
            {
                // A text completion has no delta: its choices contain the text.
                ReadContent(ref reader);
            }
            else
            {
                isNonCanonical |= reader.ValueTextEquals("usage"u8);
                var isLogprobs = reader.ValueTextEquals("logprobs"u8);
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (isLogprobs && reader.TokenType == JsonTokenType.EndObject) Logprobs = start..(int)reader.BytesConsumed;
            }
        }

        isNonCanonical |= !isIndexed || !hasDelta;
        hasNonCanonicalMessage |= !HasRole;
        hasNonCanonicalFinish |= Finish is not { } reason || reason.Normalize(Calls > callsBefore) != reason;
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
            isNonCanonical |= Finish is null;
        }
        else
        {
            isNonCanonical |= reader.TokenType != JsonTokenType.Null;
        }

        reader.Skip();
    }

    private void ReadDelta(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("content"u8)) ReadContent(ref reader);
            else if (reader.ValueTextEquals("tool_calls"u8)) ReadCalls(ref reader);
            else if (reader.ValueTextEquals("reasoning_content"u8)) ReadReasoning(ref reader, isShort: false);
            else if (reader.ValueTextEquals("reasoning"u8)) ReadReasoning(ref reader, isShort: true);
            else ReadOther(ref reader);
        }
    }

    private void ReadContent(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String) HasContent |= !(Content = JsonRanges.OfText(ref reader)).IsEmpty;
        else isNonCanonical |= reader.TokenType != JsonTokenType.Null;
        HasContent |= reader.TokenType == JsonTokenType.StartArray;
        reader.Skip();
    }

    private void ReadReasoning(ref Utf8JsonReader reader, bool isShort)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String && Reasoning.IsEmpty && !reader.ValueSpan.IsEmpty)
            (Reasoning, HasShortReasoning, HasContent) = (JsonRanges.OfText(ref reader), isShort, true);
        else isComplex |= reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null);
        reader.Skip();
    }

    /// <summary>
    /// Reads any other property. A value that is not empty counts as content. If the hub has a delta for it, it is read in another pass.
    /// </summary>
    private void ReadOther(ref Utf8JsonReader reader)
    {
        var isRole = reader.ValueTextEquals("role"u8);
        var isCall = reader.ValueTextEquals("function_call"u8);
        var isDetails = reader.ValueTextEquals("reasoning_details"u8);
        var isKnown = isCall || reader.ValueTextEquals("refusal"u8) || reader.ValueTextEquals("annotations"u8);
        var isMedia = IsMediaName(reader.ValueSpan);
        var name = (int)reader.TokenStartIndex;
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        var hasText = reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty;
        isNonCanonical |= isCall && reader.TokenType != JsonTokenType.Null;
        reader.Skip();
        if (isRole) HasRole |= hasText;
        if (isRole || !(hasText || (IsContainer(reader.TokenType) && (int)reader.BytesConsumed - start > 2))) return;
        HasContent = true;
        isComplex |= isKnown || !Extension.IsEmpty;
        if (isDetails) Details = start..(int)reader.BytesConsumed;
        (Extension, IsMedia) = (name..(int)reader.BytesConsumed, isMedia);
    }

    private void ReadCalls(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            isNonCanonical |= reader.TokenType != JsonTokenType.Null;
            HasContent |= reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Calls++;
            HasContent = true;
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                Call = ChatToolCallPiece.Read(ref reader);
                hasNonCanonicalDelta |= !Call.IsCanonical;
                hasNonCanonicalMessage |= !Call.IsComplete;
                continue;
            }

            isNonCanonical = true;
            reader.Skip();
        }
    }

    private static bool IsContainer(JsonTokenType token) => token is JsonTokenType.EndArray or JsonTokenType.EndObject;
}
