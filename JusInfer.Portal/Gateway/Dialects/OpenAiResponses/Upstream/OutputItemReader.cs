using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Upstream;

/// <summary>
/// One item of an upstream's output, while it comes: what of it has been told already, so that its finished form tells the rest only.
/// </summary>
internal sealed class OutputItemReader
{
    private int call = -1;
    private bool isDone;
    private bool told;
    private int parts;

    /// <summary>The item begins; of a call this is the head.</summary>
    /// <param name="item">The item as far as it is.</param>
    /// <param name="sink">Who is told.</param>
    /// <param name="calls">How many calls were before; counts this one.</param>
    public void Begin(JsonElement item, IAnswerSink sink, ref int calls)
    {
        var type = Fields.Text(item, "type");
        if (call >= 0 || type is not ("function_call" or "custom_tool_call")) return;
        call = calls++;
        var name = FlatNames.Of(Fields.Text(item, "namespace"), Fields.Text(item, "name") ?? "");
        sink.ToolCall(call, new ToolCallHead(Fields.Text(item, "call_id") ?? Fields.Text(item, "id") ?? "", name)
        {
            Kind = type == "function_call" ? ToolKind.Function : ToolKind.Custom,
        });
    }

    public void Text(ReadOnlySpan<byte> escaped, ReadOnlySpan<byte> logprobs, IAnswerSink sink)
    {
        told = true;
        if (!logprobs.IsEmpty) sink.Logprobs((byte[])[.. "{\"content\":"u8, .. logprobs, (byte)'}']);
        sink.Text(escaped);
    }

    public void Refusal(ReadOnlySpan<byte> escaped, IAnswerSink sink)
    {
        told = true;
        sink.Refusal(escaped);
    }

    /// <param name="part">Which of several summaries: they are told as paragraphs.</param>
    /// <param name="escaped">More of its text.</param>
    /// <param name="sink">Who is told.</param>
    public void Reasoning(int part, ReadOnlySpan<byte> escaped, IAnswerSink sink)
    {
        if (part > parts) sink.Reasoning("\\n\\n"u8);
        parts = part;
        told = true;
        sink.Reasoning(escaped);
    }

    public void Arguments(ReadOnlySpan<byte> escaped, IAnswerSink sink)
    {
        if (call < 0 || escaped.IsEmpty) return;
        told = true;
        sink.Arguments(call, escaped);
    }

    /// <summary>The item is finished: tells what its pieces did not.</summary>
    public void End(JsonElement item, IAnswerSink sink, ref int calls)
    {
        if (isDone) return;
        isDone = true;
        Begin(item, sink, ref calls);
        switch (Fields.Text(item, "type"))
        {
            case "message" when !told:
                EndMessage(item, sink);
                break;
            case "function_call" when !told:
                EndCall(item, "arguments", sink);
                break;
            case "custom_tool_call" when !told:
                EndCall(item, "input", sink);
                break;
            case "reasoning":
                EndReasoning(item, sink);
                break;
        }
    }

    private void EndMessage(JsonElement item, IAnswerSink sink)
    {
        if (Fields.JsonText(item, "content") is { } said)
        {
            Text(said.Escaped, default, sink);
            return;
        }

        if (!item.TryGetProperty("content", out var content) || content.ValueKind != JsonValueKind.Array) return;
        foreach (var part in content.EnumerateArray())
        {
            if (Fields.JsonText(part, "refusal") is { } refusal) Refusal(refusal.Escaped, sink);
            if (Fields.JsonText(part, "text") is not { } text) continue;
            var logprobs = part.TryGetProperty("logprobs", out var weighed) && weighed.ValueKind == JsonValueKind.Array
                && weighed.GetArrayLength() > 0
                ? JsonMarshal.GetRawUtf8Value(weighed)
                : default;
            Text(text.Escaped, logprobs, sink);
            if (!part.TryGetProperty("annotations", out var annotations) || annotations.ValueKind != JsonValueKind.Array) continue;
            foreach (var annotation in annotations.EnumerateArray()) Cite(annotation, sink);
        }
    }

    public static void Cite(JsonElement annotation, IAnswerSink sink)
    {
        if (Annotations.ToChat(annotation) is { } citation) sink.Citation(citation);
    }

    private void EndCall(JsonElement item, string field, IAnswerSink sink)
    {
        if (Fields.JsonText(item, field) is { } text) Arguments(text.Escaped, sink);
        else if (Fields.Object(item, field) is { } given)
            Arguments(JsonText.OfUtf8(Encoding.UTF8.GetBytes(given.GetRawText())).Escaped, sink);
    }

    private void EndReasoning(JsonElement item, IAnswerSink sink)
    {
        if (!told)
        {
            foreach (var name in (ReadOnlySpan<string>)["summary", "content"])
            {
                if (told || !item.TryGetProperty(name, out var texts) || texts.ValueKind != JsonValueKind.Array) continue;
                var part = 0;
                foreach (var each in texts.EnumerateArray())
                {
                    if (Fields.JsonText(each, "text") is { IsEmpty: false } text) Reasoning(part++, text.Escaped, sink);
                }
            }
        }

        if (Fields.JsonText(item, "encrypted_content") is { IsEmpty: false } seal)
            sink.Signature(
                new ReasoningSignature(ReasoningSignatureKind.ResponsesEncrypted, JsonText.OfEscaped(seal.Escaped)) { ItemId = Fields.Text(item, "id") });
    }
}
