using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Upstream;

/// <summary>
/// Reads responses, streamed (platform.openai.com/docs/api-reference/responses-streaming) and whole. Providers leave events out: what an
/// item's pieces did not tell, its finished form does, and what no item told, the finished response.
/// </summary>
internal sealed class ResponsesAnswerReader : IAnswerReader
{
    private const string Cancelled = "cancelled its answer";

    private readonly Dictionary<int, OutputItemReader> items = [];
    private int latest = -1;
    private int calls;
    private bool refused;

    public EventOutcome Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IAnswerSink sink)
    {
        if (data.SequenceEqual("[DONE]"u8)) return EventOutcome.Continues;
        return Read(ResponsesEvent.Read(name, data), data, sink);
    }

    public EventOutcome Read(in ResponsesEvent said, ReadOnlySpan<byte> data, IAnswerSink sink)
    {
        if (said.IsFault) return EventOutcome.Reported(UpstreamError.In(data));
        var type = said.Type;
        if (type.EndsWith(".delta"u8))
        {
            ReadDelta(said, sink);
            return EventOutcome.Continues;
        }

        if (type.IsEmpty) return UntypedEvent.Read(data);
        if (type.SequenceEqual("response.cancelled"u8)) return EventOutcome.Failed(Cancelled);
        var isLast = type.SequenceEqual("response.completed"u8) || type.SequenceEqual("response.incomplete"u8)
            || type.SequenceEqual("response.failed"u8);
        if (said.Subject.IsEmpty)
            return isLast ? throw new JsonException("A response's last event holds the response.") : EventOutcome.Continues;
        if (type.SequenceEqual("response.output_item.added"u8))
        {
            using var item = Parse(said.Subject);
            Item(said).Begin(item.RootElement, sink, ref calls);
        }
        else if (type.SequenceEqual("response.output_item.done"u8))
        {
            using var item = Parse(said.Subject);
            Item(said).End(item.RootElement, sink, ref calls);
        }
        else if (type.SequenceEqual("response.output_text.annotation.added"u8))
        {
            using var annotation = Parse(said.Subject);
            OutputItemReader.Cite(annotation.RootElement, sink);
        }
        else if (isLast)
        {
            using var response = Parse(said.Subject);
            return End(response.RootElement, sink);
        }

        return EventOutcome.Continues;
    }

    public EventOutcome ReadWhole(ReadOnlySpan<byte> body, IAnswerSink sink)
    {
        using var response = Parse(body);
        var root = response.RootElement;
        if (root.ValueKind != JsonValueKind.Object) throw new JsonException("A response is a JSON object.");
        if (Fields.Text(root, "status") is "queued" or "in_progress") return EventOutcome.Failed("answered before its response was made");
        return Fields.Object(root, "error") is null && !root.TryGetProperty("output", out _)
            ? EventOutcome.Failed("answered no response")
            : End(root, sink);
    }

    private void ReadDelta(in ResponsesEvent said, IAnswerSink sink)
    {
        var item = Item(said);
        if (said.Type.SequenceEqual("response.output_text.delta"u8))
        {
            item.Text(said.Delta, said.Logprobs, sink);
        }
        else if (said.Type.SequenceEqual("response.refusal.delta"u8))
        {
            refused = true;
            item.Refusal(said.Delta, sink);
        }
        else if (said.Type.SequenceEqual("response.reasoning_summary_text.delta"u8)
            || said.Type.SequenceEqual("response.reasoning_text.delta"u8))
        {
            item.Reasoning(said.PartIndex, said.Delta, sink);
        }
        else if (said.Type.SequenceEqual("response.function_call_arguments.delta"u8)
            || said.Type.SequenceEqual("response.custom_tool_call_input.delta"u8))
        {
            item.Arguments(said.Delta, sink);
        }
    }

    private EventOutcome End(JsonElement response, IAnswerSink sink)
    {
        if (Fields.Text(response, "status") == "failed" || Fields.Object(response, "error") is not null)
        {
            using var buffer = new PooledBuffer(256);
            using (var writer = new Utf8JsonWriter(buffer)) response.WriteTo(writer);
            return EventOutcome.Reported(UpstreamError.In(buffer.Span));
        }

        if (Fields.Text(response, "status") == "cancelled") return EventOutcome.Failed(Cancelled);
        if (response.TryGetProperty("output", out var output) && output.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in output.EnumerateArray())
            {
                refused |= IsRefusal(item);
                Item(index++).End(item, sink, ref calls);
            }
        }

        if (Fields.Object(response, "usage") is { } usage) sink.Usage(ResponsesUsage.Read(usage));
        sink.Finish(Reason(response));
        return EventOutcome.Ended;
    }

    private FinishReason Reason(JsonElement response)
    {
        var incomplete = Fields.Object(response, "incomplete_details") is { } details ? Fields.Text(details, "reason") : null;
        if (incomplete == "content_filter") return FinishReason.ContentFilter;
        if (incomplete is not null || Fields.Text(response, "status") == "incomplete") return FinishReason.Length;
        if (calls > 0) return FinishReason.ToolCalls;
        return refused ? FinishReason.Refusal : FinishReason.Stop;
    }

    private static bool IsRefusal(JsonElement item) =>
        item.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Array
            && content.EnumerateArray().Any(static part => Fields.Text(part, "refusal") is not null);

    /// <summary>An event without an index belongs to the item that came last.</summary>
    private OutputItemReader Item(in ResponsesEvent said) => Item(said.OutputIndex ?? Math.Max(latest, 0));

    private OutputItemReader Item(int index)
    {
        latest = index;
        if (!items.TryGetValue(index, out var item)) items[index] = item = new OutputItemReader();
        return item;
    }

    private static JsonDocument Parse(ReadOnlySpan<byte> bytes)
    {
        var json = new Utf8JsonReader(bytes, JsonDepth.OfReader);
        return JsonDocument.ParseValue(ref json);
    }
}
