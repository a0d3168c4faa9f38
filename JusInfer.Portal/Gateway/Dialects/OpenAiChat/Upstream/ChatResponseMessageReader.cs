using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;

/// <summary>
/// Reads a delta or a message: reasoning in any of its fields, text as a string or in parts (Mistral), refusals, annotations, and
/// tool calls in the current and the legacy form.
/// </summary>
internal static class ChatResponseMessageReader
{
    /// <param name="json">Positioned at the start of the object.</param>
    /// <param name="bytes">The JSON of the reader.</param>
    /// <param name="sink">Receives the reasoning first and the calls last, whatever the order of the properties.</param>
    /// <param name="native">Records the name of the reasoning field, if the client uses the dialect; otherwise null.</param>
    public static void Read(ref Utf8JsonReader json, ReadOnlySpan<byte> bytes, IResponseSink sink, ChatStreamIdentity? native)
    {
        var hasShort = false;
        ReadOnlySpan<byte> reasoning = default, refusal = default;
        Utf8JsonReader content = default, details = default, annotations = default, toolCalls = default, functionCall = default;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isShort = json.ValueTextEquals("reasoning"u8);
            var isReasoning = isShort || json.ValueTextEquals("reasoning_content"u8);
            var isRefusal = json.ValueTextEquals("refusal"u8);
            var isContent = json.ValueTextEquals("content"u8);
            var isDetails = json.ValueTextEquals("reasoning_details"u8);
            var isAnnotations = json.ValueTextEquals("annotations"u8);
            var isCalls = json.ValueTextEquals("tool_calls"u8);
            var isFunction = json.ValueTextEquals("function_call"u8);
            json.Read();
            if (isContent) content = json;
            else if (isReasoning && reasoning.IsEmpty && json.TokenType == JsonTokenType.String)
            {
                reasoning = json.ValueSpan;
                hasShort = isShort;
            }
            else if (isRefusal && json.TokenType == JsonTokenType.String) refusal = json.ValueSpan;
            else if (isDetails) details = json;
            else if (isAnnotations) annotations = json;
            else if (isCalls) toolCalls = json;
            else if (isFunction) functionCall = json;
            json.Skip();
        }

        if (!reasoning.IsEmpty && native is not null) native.HasShortReasoning = hasShort;
        if (!reasoning.IsEmpty) sink.Reasoning(reasoning);
        else ReadDetails(details, sink);
        if (details.TokenType == JsonTokenType.StartArray) ReportDetails(ChatExtensions.ValueAt(details, bytes), sink);
        ReadContent(ref content, bytes, sink);
        if (!refusal.IsEmpty) sink.Refusal(refusal);
        ReadAnnotations(ref annotations, bytes, sink);
        ChatToolCallReader.Read(ref toolCalls, bytes, sink);
        ChatToolCallReader.ReadLegacy(ref functionCall, bytes, sink);
    }

    /// <summary>Reads the value of <c>content</c>, a string or an array of parts, which may be blocks of Anthropic's.</summary>
    private static void ReadContent(ref Utf8JsonReader json, ReadOnlySpan<byte> bytes, IResponseSink sink)
    {
        if (json.TokenType == JsonTokenType.String && !json.ValueSpan.IsEmpty) sink.Text(json.ValueSpan);
        if (json.TokenType != JsonTokenType.StartArray) return;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.String) sink.Text(json.ValueSpan);
            else if (json.TokenType == JsonTokenType.StartObject) ReadPart(ref json, bytes, sink, isThought: false);
            else json.Skip();
        }
    }

    /// <summary>
    /// Reads a part with text or thinking (Mistral: an array of text parts), or a tool call in Anthropic's form. Other parts are skipped.
    /// </summary>
    private static void ReadPart(ref Utf8JsonReader json, ReadOnlySpan<byte> bytes, IResponseSink sink, bool isThought)
    {
        if (ChatToolCallReader.TryReadBlock(ref json, bytes, sink)) return;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isText = json.ValueTextEquals("text"u8);
            var isRefusal = json.ValueTextEquals("refusal"u8);
            var isThinking = json.ValueTextEquals("thinking"u8);
            json.Read();
            if (json.TokenType == JsonTokenType.String && !json.ValueSpan.IsEmpty)
            {
                if (isThinking || (isText && isThought)) sink.Reasoning(json.ValueSpan);
                else if (isText) sink.Text(json.ValueSpan);
                else if (isRefusal) sink.Refusal(json.ValueSpan);
            }
            else if (isThinking && json.TokenType == JsonTokenType.StartArray)
            {
                while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                {
                    if (json.TokenType == JsonTokenType.StartObject) ReadPart(ref json, bytes, sink, isThought: true);
                    else json.Skip();
                }
            }
            else
            {
                json.Skip();
            }
        }
    }

    /// <summary>Reads the reasoning pieces of OpenRouter and MiniMax, which are used if there is no single reasoning text.</summary>
    private static void ReadDetails(Utf8JsonReader json, IResponseSink sink)
    {
        if (json.TokenType != JsonTokenType.StartArray) return;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                json.Skip();
                continue;
            }

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isText = json.ValueTextEquals("text"u8) || json.ValueTextEquals("summary"u8);
                json.Read();
                if (isText && json.TokenType == JsonTokenType.String && !json.ValueSpan.IsEmpty) sink.Reasoning(json.ValueSpan);
                json.Skip();
            }
        }
    }

    /// <summary>Reports reasoning details, which the model wants back with the tool calls of the answer.</summary>
    /// <param name="json">A JSON array.</param>
    /// <param name="sink">Receives them as a signature.</param>
    public static void ReportDetails(ReadOnlySpan<byte> json, IResponseSink sink)
    {
        if (json.Length > 2) sink.Signature(new ReasoningSignature(ReasoningSignatureKind.ReasoningDetails, JsonText.OfUtf8(json)));
    }

    private static void ReadAnnotations(ref Utf8JsonReader json, ReadOnlySpan<byte> bytes, IResponseSink sink)
    {
        if (json.TokenType != JsonTokenType.StartArray) return;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)json.TokenStartIndex;
            var isObject = json.TokenType == JsonTokenType.StartObject;
            json.Skip();
            if (isObject) sink.Citation(bytes[start..(int)json.BytesConsumed]);
        }
    }
}
