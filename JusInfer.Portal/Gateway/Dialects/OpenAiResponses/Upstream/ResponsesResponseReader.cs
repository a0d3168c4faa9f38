using System.Runtime.InteropServices;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Upstream;

/// <summary>
/// Reads responses, streamed (platform.openai.com/docs/api-reference/responses-streaming) or not. Some providers omit events: content
/// that the delta events lack is read from the finished item, and items without events from the finished response. For a client of the same
/// dialect it also reports properties and items that the hub has no delta for.
/// </summary>
/// <param name="isNative">The client uses the dialect.</param>
internal sealed class ResponsesResponseReader(bool isNative = false) : IResponseReader
{
    private const string Cancelled = "cancelled its answer";

    private readonly OutputItems items = new(isNative);
    private int calls;
    private bool refused;

    /// <summary>Also reports extensions that are not content, for a writer of the same dialect.</summary>
    public bool ReportsAllExtensions { get; set; }

    public EventOutcome Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IResponseSink sink)
    {
        if (data.SequenceEqual("[DONE]"u8)) return EventOutcome.Continues;
        return Read(ResponsesEvent.Read(name, data), data, sink);
    }

    /// <summary>Reads one event of a stream.</summary>
    /// <param name="e">The event.</param>
    /// <param name="data">Its JSON.</param>
    /// <param name="sink">Receives the deltas.</param>
    public EventOutcome Read(in ResponsesEvent e, ReadOnlySpan<byte> data, IResponseSink sink)
    {
        if (e.IsFault) return EventOutcome.Reported(UpstreamError.In(data));
        var type = e.Type;
        if (type.IsEmpty) return UntypedEvent.Read(data);
        if (isNative && IsOfUnknownItem(e))
        {
            if (type.SequenceEqual("response.output_item.done"u8)) items.Of(e).EndUnknown();
            sink.Extension(ExtensionKind.ItemEvent, data);
            return EventOutcome.Continues;
        }

        if (ReportsAllExtensions) ResponsesExtensions.ReportMetadata(e, data, sink);
        if (type.EndsWith(".delta"u8))
        {
            ReadDelta(e, data, sink);
            return EventOutcome.Continues;
        }

        if (type.SequenceEqual("response.cancelled"u8))
        {
            if (e.Subject.IsEmpty) return EventOutcome.Failed(Cancelled);
            using var cancelled = Parse(e.Subject);
            ReportUsage(cancelled.RootElement, sink);
            return EventOutcome.Failed(Cancelled);
        }

        var isLast = e.IsEnd || type.SequenceEqual("response.failed"u8);
        if (e.Subject.IsEmpty)
            return isLast ? throw new JsonException("A response's last event holds the response.") : EventOutcome.Continues;
        if (type.SequenceEqual("response.output_item.added"u8))
        {
            using var item = Parse(e.Subject);
            items.Begun(e, item.RootElement).Begin(item.RootElement, sink, ref calls);
        }
        else if (type.SequenceEqual("response.output_item.done"u8))
        {
            using var item = Parse(e.Subject);
            items.Ended(e, item.RootElement).End(item.RootElement, sink, ref calls);
        }
        else if (type.SequenceEqual("response.output_text.annotation.added"u8))
        {
            using var annotation = Parse(e.Subject);
            items.Of(e).Cite(annotation.RootElement, sink);
        }
        else if (isLast)
        {
            using var response = Parse(e.Subject);
            return IsUnexplained(e, response.RootElement) ? EventOutcome.Continues : End(response.RootElement, sink);
        }

        return EventOutcome.Continues;
    }

    /// <summary>Reports the extensions of an event that are not content. The event was read before.</summary>
    public void ReadMetadata(in ResponsesEvent e, ReadOnlySpan<byte> data, IResponseSink sink)
    {
        if (!IsOfUnknownItem(e)) ResponsesExtensions.ReportMetadata(e, data, sink);
    }

    public EventOutcome ReadBuffered(ReadOnlySpan<byte> body, IResponseSink sink)
    {
        using var response = Parse(body);
        var root = response.RootElement;
        if (root.ValueKind != JsonValueKind.Object) throw new JsonException("A response is a JSON object.");
        if (Fields.Text(root, "status") is "queued" or "in_progress") return EventOutcome.Failed("sent a response that is not finished");
        if (Fields.Object(root, "error") is not null || root.TryGetProperty("output", out _)) return End(root, sink);
        ReportUsage(root, sink);
        return EventOutcome.Failed("sent an object that is not a response");
    }

    private static void ReportUsage(JsonElement response, IResponseSink sink)
    {
        if (Fields.Object(response, "usage") is { } usage) sink.Usage(UsageFields.Read(usage).Normalize(UsageConvention.OpenAi));
    }

    private void ReadDelta(in ResponsesEvent e, ReadOnlySpan<byte> data, IResponseSink sink)
    {
        var item = items.Of(e);
        if (e.Type.SequenceEqual("response.output_text.delta"u8))
        {
            item.Text(e.Delta, e.Logprobs, sink);
        }
        else if (e.Type.SequenceEqual("response.refusal.delta"u8))
        {
            refused = true;
            item.Refusal(e.Delta, sink);
        }
        else if (e.Type.SequenceEqual("response.reasoning_summary_text.delta"u8)
            || e.Type.SequenceEqual("response.reasoning_text.delta"u8))
        {
            item.Reasoning(e.PartIndex, e.Delta, sink);
        }
        else if (e.Type.SequenceEqual("response.function_call_arguments.delta"u8)
            || e.Type.SequenceEqual("response.custom_tool_call_input.delta"u8))
        {
            item.Arguments(e.Delta, sink);
        }
        else if (isNative)
        {
            sink.Extension(ExtensionKind.ItemEvent, data);
        }
    }

    private EventOutcome End(JsonElement response, IResponseSink sink)
    {
        if (Fields.Text(response, "status") == "failed" || Fields.Object(response, "error") is not null)
        {
            ReportUsage(response, sink);
            using var buffer = new PooledBuffer(256);
            using (var writer = new Utf8JsonWriter(buffer)) response.WriteTo(writer);
            return EventOutcome.Reported(UpstreamError.In(buffer.Span));
        }

        if (Fields.Text(response, "status") == "cancelled")
        {
            ReportUsage(response, sink);
            return EventOutcome.Failed(Cancelled);
        }

        if (response.TryGetProperty("output", out var output) && output.ValueKind == JsonValueKind.Array)
        {
            ReportHostedToolCalls(output, sink);
            var index = 0;
            foreach (var item in output.EnumerateArray())
            {
                refused |= IsRefusal(item);
                End(index++, item, sink);
            }
        }

        if (Fields.JsonText(response, "model") is { } model) sink.Model(model.Escaped);
        if (Fields.JsonText(response, "service_tier") is { } name && ServiceTiers.Parse(name.Escaped) is { } tier) sink.Tier(tier);
        ReportUsage(response, sink);
        sink.Finish(Reason(response));
        return EventOutcome.Ended;
    }

    /// <summary>
    /// Reports the items such as <c>web_search_call</c>. The calls of an interrupted response are not counted: its items are not complete.
    /// </summary>
    private static void ReportHostedToolCalls(JsonElement output, IResponseSink sink)
    {
        const string Suffix = "_call";
        foreach (var tool in output.EnumerateArray().Select(static item => Fields.Text(item, "type"))
            .Where(static type => type is not ("function_call" or "custom_tool_call") && type?.EndsWith(Suffix, StringComparison.Ordinal) is true)
            .CountBy(static type => type![..^Suffix.Length]))
            sink.HostedToolCalls(tool.Key, tool.Value);
    }

    private void End(int index, JsonElement item, IResponseSink sink)
    {
        var reader = items.Finished(index, item);
        if (isNative && !reader.IsDone && item.ValueKind == JsonValueKind.Object)
        {
            var raw = JsonMarshal.GetRawUtf8Value(item);
            if (!OutputItemHead.Read(raw).IsKnown) ResponsesExtensions.ReportItem(index, item, sink);
            else if (ReportsAllExtensions) sink.Extension(reader.HasBegun ? ExtensionKind.ItemEnd : ExtensionKind.ItemStart, raw);
        }

        reader.End(item, sink, ref calls);
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

    private bool IsOfUnknownItem(in ResponsesEvent e)
    {
        if (e.OutputIndex is not { } index) return false;
        if (items.At(index) is { HasBegun: true } item) return !item.IsKnown;
        if (e.Subject.IsEmpty
            || !(e.Type.SequenceEqual("response.output_item.added"u8) || e.Type.SequenceEqual("response.output_item.done"u8)))
            return false;
        if (OutputItemHead.Read(e.Subject).IsKnown) return false;
        items.Of(e).BeginUnknown();
        return true;
    }

    /// <summary>A failure whose reason is in the next event, as Azure sends it (maximhq/bifrost#6419).</summary>
    private static bool IsUnexplained(in ResponsesEvent e, JsonElement response) =>
        (e.IsFailure || Fields.Text(response, "status") == "failed") && Fields.Object(response, "error") is null;

    private static JsonDocument Parse(ReadOnlySpan<byte> bytes)
    {
        var json = new Utf8JsonReader(bytes, JsonDepth.ReaderOptions);
        return JsonDocument.ParseValue(ref json);
    }
}
