using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Passthrough;

/// <summary>
/// Watches a stream for events that a provider leaves out and clients go by: the response's beginning, an item's, and that of a message's
/// part. OpenAI's SDKs fail on a piece of what has not begun, and Codex takes an answer from its items alone.
/// </summary>
internal sealed class MissingEvents(ResponseProgress progress)
{
    private readonly HashSet<int> items = [];
    private bool hasResponse;

    /// <summary>Something should have come before this event that did not.</summary>
    public bool Precede(in ResponsesEvent said)
    {
        var type = said.Type;
        if (type.SequenceEqual("response.created"u8) || type.SequenceEqual("response.in_progress"u8)
            || type.SequenceEqual("response.queued"u8))
        {
            hasResponse = true;
            return false;
        }

        if (type.SequenceEqual("response.completed"u8) || type.SequenceEqual("response.incomplete"u8))
            return items.Count == 0 && HasOurs(said.Subject);
        if (type.SequenceEqual("response.output_item.added"u8))
        {
            items.Add(said.OutputIndex ?? 0);
            return !hasResponse;
        }

        if (type.SequenceEqual("response.output_item.done"u8)) return !HasBegun(said) && IsOurs(said.Subject);
        if (!IsOfItem(type)) return false;
        return !HasBegun(said) || (type.SequenceEqual("response.output_text.delta"u8) && progress.IsBeforePart);
    }

    /// <summary>A finished response without items, or without a list of them.</summary>
    public static bool IsWithoutOutput(ReadOnlySpan<byte> response)
    {
        if (response.IsEmpty) return false;
        using var read = Parse(response);
        return OutputOf(read.RootElement) is not { } output || output.GetArrayLength() == 0;
    }

    private bool HasBegun(in ResponsesEvent said) =>
        hasResponse && (said.OutputIndex is { } index ? items.Contains(index) : items.Count > 0);

    private static bool IsOfItem(ReadOnlySpan<byte> type) =>
        type.StartsWith("response.output_text."u8) || type.StartsWith("response.content_part."u8)
        || type.StartsWith("response.refusal."u8) || type.StartsWith("response.reasoning_"u8)
        || type.StartsWith("response.function_call_arguments."u8) || type.StartsWith("response.custom_tool_call_input."u8);

    /// <summary>There are items in the response, and all are such as can be written anew.</summary>
    private static bool HasOurs(ReadOnlySpan<byte> response)
    {
        if (response.IsEmpty) return false;
        using var read = Parse(response);
        return OutputOf(read.RootElement) is { } output && output.GetArrayLength() > 0 && output.EnumerateArray().All(IsOurs);
    }

    private static JsonElement? OutputOf(JsonElement response) =>
        response.TryGetProperty("output", out var output) && output.ValueKind == JsonValueKind.Array ? output : null;

    private static bool IsOurs(ReadOnlySpan<byte> item)
    {
        if (item.IsEmpty) return false;
        using var read = Parse(item);
        return IsOurs(read.RootElement);
    }

    private static bool IsOurs(JsonElement item) =>
        Fields.Text(item, "type") is "message" or "reasoning" or "function_call" or "custom_tool_call";

    private static JsonDocument Parse(ReadOnlySpan<byte> bytes)
    {
        var json = new Utf8JsonReader(bytes, JsonDepth.OfReader);
        return JsonDocument.ParseValue(ref json);
    }
}
