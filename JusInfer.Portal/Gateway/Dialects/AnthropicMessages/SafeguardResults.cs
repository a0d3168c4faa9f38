using System.Buffers;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>
/// The property <c>safeguard_results</c>, with which Anthropic answers the request field <c>safeguards</c> of Claude Code's auto mode. A
/// tool call runs only if it is <c>not_flagged</c>.
/// </summary>
internal static class SafeguardResults
{
    public const string Name = "safeguard_results";

    /// <summary>The value for an answer whose tool calls were judged by the gateway; null for any other answer.</summary>
    public static byte[]? Of(Call call)
    {
        if (!call.NeedsReview) return null;
        var json = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(json, MessagesEventWriter.Readable)) Write(writer, call.Review!);
        return json.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, ToolCallReview review)
    {
        writer.WriteStartArray();
        writer.WriteStartObject();
        writer.WriteString("type", "dangerous_tool_use");
        writer.WriteStartObject("status");
        writer.WriteString("type", "available");
        writer.WriteStartObject("tool_uses");
        foreach (var toolCall in review.Calls)
        {
            writer.WriteStartObject(toolCall.Id);
            writer.WriteString("type", toolCall.Verdict is null ? "unavailable" : "evaluated");
            if (toolCall.Verdict is { } verdict)
            {
                writer.WriteString("outcome", verdict.IsFlagged ? "flagged" : "not_flagged");
                writer.WriteString("explanation", verdict.Explanation);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
    }
}
