using System.Runtime.InteropServices;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Passthrough;

/// <summary>
/// Puts a whole completion right that clients would stumble over, choice by choice. One in the form that every client reads is left alone.
/// </summary>
internal static class ChatWholeMender
{
    /// <returns>The body itself, or what takes its place; the body is given back then.</returns>
    public static PooledBuffer Mend(Call call, PooledBuffer body)
    {
        if (IsSound(call, body.Span, ChatChunk.Read(body.Span))) return body;
        var mended = new PooledBuffer(body.Length + 512);
        Write(call, body.Span, mended);
        body.Dispose();
        return mended;
    }

    /// <summary>Every client reads it as it came.</summary>
    public static bool IsSound(Call call, ReadOnlySpan<byte> body, ChatChunk answer) =>
        answer.IsCanonicalWhole
        && (answer.Choices.Calls == 0 || !ChatRequest.OffersFunctionsIn(call))
        && (answer.Choices.Calls < 2 || HasOwnIds(body))
        && (TextToolCallDetector.ToolsOf(call) is null || !TextToolCallSink.MayOpen(body));

    /// <summary>No two calls of a choice have one id.</summary>
    private static bool HasOwnIds(ReadOnlySpan<byte> body)
    {
        var answer = JsonElement.Parse(body, JsonDepth.OfDocument);
        foreach (var choice in answer.GetProperty("choices").EnumerateArray())
        {
            var said = choice.GetProperty("message");
            if (!said.TryGetProperty("tool_calls", out var calls) || calls.ValueKind != JsonValueKind.Array) continue;
            string[] ids = [.. calls.EnumerateArray().Select(static call => call.GetProperty("id").GetString()!)];
            if (ids.Distinct().Count() < ids.Length) return false;
        }

        return true;
    }

    private static void Write(Call call, ReadOnlySpan<byte> body, PooledBuffer output)
    {
        var identity = StreamIdentity.Of(call);
        identity.Learn(ChatChunk.Read(body));
        using var document = JsonDocument.Parse(body.ToArray(), JsonDepth.OfDocument);
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        identity.WriteStart(writer, "chat.completion"u8);
        writer.WriteStartArray("choices"u8);
        var place = 0;
        foreach (var choice in document.RootElement.GetProperty("choices").EnumerateArray())
        {
            if (choice.ValueKind == JsonValueKind.Object) WriteChoice(writer, call, choice, place++);
        }

        writer.WriteEndArray();
        WriteOthers(writer, document.RootElement, static name => name is "id" or "object" or "created" or "model" or "choices" or "error");
        writer.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter writer, Call call, JsonElement choice, int place)
    {
        var message = new ChatMessageCollector { TellsFunctions = ChatRequest.OffersFunctionsIn(call) };
        var way = TextToolCallDetector.Before(new ToolCallNormalizer(message, ToolCallTable.For(call.Context.Id)), call);
        writer.WriteStartObject();
        writer.WriteNumber(
            "index"u8,
            choice.TryGetProperty("index", out var given) && given.ValueKind == JsonValueKind.Number && given.TryGetInt32(out var index)
                ? index
                : place);
        writer.WriteStartObject("message"u8);
        if (choice.TryGetProperty("message", out var said) && said.ValueKind == JsonValueKind.Object) Tell(said, way);
        way.Finish(choice.TryGetProperty("finish_reason", out var word) && word.ValueKind == JsonValueKind.String
            ? ChatFinish.Of(word.GetString()!) ?? FinishReason.Stop
            : FinishReason.Stop);
        message.Write(writer);
        if (said.ValueKind == JsonValueKind.Object)
            WriteOthers(
                writer,
                said,
                static name => name is "role" or "content" or "reasoning_content" or "refusal" or "annotations" or "tool_calls"
                    or "function_call");
        writer.WriteEndObject();
        WriteOthers(writer, choice, static name => name is "index" or "message" or "finish_reason");
        writer.WriteString("finish_reason"u8, message.FinishWord);
        writer.WriteEndObject();
    }

    private static void Tell(JsonElement message, IAnswerSink way)
    {
        var raw = JsonMarshal.GetRawUtf8Value(message);
        var json = new Utf8JsonReader(raw, JsonDepth.OfReader);
        json.Read();
        ChatAnswerMessageReader.Read(ref json, raw, way);
    }

    private static void WriteOthers(Utf8JsonWriter writer, JsonElement value, Func<string, bool> isWritten)
    {
        foreach (var property in value.EnumerateObject())
        {
            if (!isWritten(property.Name)) ChatRequestWriter.WriteRaw(writer, property.Name, property.Value);
        }
    }
}
