using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Upstream;

/// <summary>
/// Reads one item of an upstream's output, in pieces. When the item is complete, only content that the pieces lacked is reported.
/// </summary>
/// <param name="isNative">The client uses the dialect, so citations are reported unchanged.</param>
internal sealed class OutputItemReader(bool isNative)
{
    private int call = -1;
    private bool hasContent;
    private int parts;

    /// <summary>The finished item has been read.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The item of the finished response has been found.</summary>
    public bool IsFinished { get; set; }

    /// <summary>An event of the item has been read.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>The id that the item had first; null if it had none.</summary>
    public string? Id { get; private set; }

    /// <summary>The id of the tool call; null if the item is none.</summary>
    public string? CallId { get; private set; }

    /// <summary>The name of the called tool; null if the item is no call.</summary>
    public string? Name { get; private set; }

    /// <summary>The item's type; null before it is known.</summary>
    public string? Type { get; private set; }

    /// <summary>The hub has deltas for the item.</summary>
    public bool IsKnown { get; private set; } = true;

    /// <summary>Begins an item for which the hub has no deltas.</summary>
    public void BeginUnknown() => (HasBegun, IsKnown) = (true, false);

    public void EndUnknown() => IsDone = true;

    /// <summary>Begins the item. For a tool call, reports the head.</summary>
    /// <param name="item">The item so far.</param>
    /// <param name="sink">Receives the deltas.</param>
    /// <param name="calls">The number of calls before the item; incremented if the item is a call.</param>
    public void Begin(JsonElement item, IResponseSink sink, ref int calls)
    {
        HasBegun = true;
        var type = Fields.Text(item, "type");
        (Id, CallId, Type) = (Id ?? Fields.Text(item, "id"), CallId ?? Fields.Text(item, "call_id"), Type ?? type);
        Name ??= Fields.Text(item, "name");
        if (call >= 0 || type is not ("function_call" or "custom_tool_call")) return;
        call = calls++;
        var name = FlatNames.Of(Fields.Text(item, "namespace"), Fields.Text(item, "name") ?? "");
        sink.ToolCall(call, new ToolCallHead(Fields.Text(item, "call_id") ?? Fields.Text(item, "id") ?? "", name)
        {
            Kind = type == "function_call" ? ToolKind.Function : ToolKind.Custom,
        });
    }

    public void Text(ReadOnlySpan<byte> escaped, ReadOnlySpan<byte> logprobs, IResponseSink sink)
    {
        HasBegun = hasContent = true;
        if (!logprobs.IsEmpty) sink.Logprobs((byte[])[.. "{\"content\":"u8, .. logprobs, .. ",\"refusal\":null}"u8]);
        sink.Text(escaped);
    }

    public void Refusal(ReadOnlySpan<byte> escaped, IResponseSink sink)
    {
        HasBegun = hasContent = true;
        sink.Refusal(escaped);
    }

    /// <param name="part">The index of the summary part. Parts are reported as paragraphs.</param>
    /// <param name="escaped">More of its text.</param>
    /// <param name="sink">Receives the deltas.</param>
    public void Reasoning(int part, ReadOnlySpan<byte> escaped, IResponseSink sink)
    {
        if (part > parts) sink.Reasoning("\\n\\n"u8);
        parts = part;
        HasBegun = hasContent = true;
        sink.Reasoning(escaped);
    }

    public void Arguments(ReadOnlySpan<byte> escaped, IResponseSink sink)
    {
        if (call < 0 || escaped.IsEmpty) return;
        hasContent = true;
        sink.Arguments(call, escaped);
    }

    /// <summary>Completes the item: reports the content that its pieces did not contain.</summary>
    public void End(JsonElement item, IResponseSink sink, ref int calls)
    {
        if (IsDone) return;
        IsDone = true;
        Begin(item, sink, ref calls);
        switch (Fields.Text(item, "type"))
        {
            case "message" when !hasContent:
                EndMessage(item, sink);
                break;
            case "function_call" when !hasContent:
                EndCall(item, "arguments", sink);
                break;
            case "custom_tool_call" when !hasContent:
                EndCall(item, "input", sink);
                break;
            case "reasoning":
                EndReasoning(item, sink);
                break;
        }
    }

    private void EndMessage(JsonElement item, IResponseSink sink)
    {
        if (Fields.JsonText(item, "content") is { } whole)
        {
            Text(whole.Escaped, default, sink);
            return;
        }

        if (!item.TryGetProperty("content", out var content) || content.ValueKind != JsonValueKind.Array) return;
        foreach (var part in content.EnumerateArray())
        {
            if (Fields.JsonText(part, "refusal") is { } refusal) Refusal(refusal.Escaped, sink);
            if (Fields.JsonText(part, "text") is not { } text) continue;
            var logprobs = part.TryGetProperty("logprobs", out var tokens) && tokens.ValueKind == JsonValueKind.Array
                && tokens.GetArrayLength() > 0
                ? JsonMarshal.GetRawUtf8Value(tokens)
                : default;
            Text(text.Escaped, logprobs, sink);
            if (!part.TryGetProperty("annotations", out var annotations) || annotations.ValueKind != JsonValueKind.Array) continue;
            foreach (var annotation in annotations.EnumerateArray()) Cite(annotation, sink);
        }
    }

    public void Cite(JsonElement annotation, IResponseSink sink)
    {
        if (isNative) sink.Citation(JsonMarshal.GetRawUtf8Value(annotation));
        else if (Annotations.ToChat(annotation) is { } citation) sink.Citation(citation);
    }

    private void EndCall(JsonElement item, string field, IResponseSink sink)
    {
        if (Fields.JsonText(item, field) is { } text) Arguments(text.Escaped, sink);
        else if (Fields.Object(item, field) is { } given)
            Arguments(JsonText.OfUtf8(Encoding.UTF8.GetBytes(given.GetRawText())).Escaped, sink);
    }

    private void EndReasoning(JsonElement item, IResponseSink sink)
    {
        if (!hasContent)
        {
            foreach (var name in (ReadOnlySpan<string>)["summary", "content"])
            {
                if (hasContent || !item.TryGetProperty(name, out var texts) || texts.ValueKind != JsonValueKind.Array) continue;
                var part = 0;
                foreach (var each in texts.EnumerateArray())
                {
                    if (Fields.JsonText(each, "text") is { IsEmpty: false } text) Reasoning(part++, text.Escaped, sink);
                }
            }
        }

        if (Fields.JsonText(item, "encrypted_content") is { IsEmpty: false } signature)
            sink.Signature(
                new ReasoningSignature(ReasoningSignatureKind.ResponsesEncrypted, JsonText.OfEscaped(signature.Escaped)) { ItemId = Fields.Text(item, "id") });
    }
}
