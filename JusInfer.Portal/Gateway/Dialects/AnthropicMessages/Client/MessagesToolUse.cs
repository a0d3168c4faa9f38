using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.ToolCalls;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;

/// <summary>The properties of a <c>tool_use</c> block that are known before its input.</summary>
internal sealed record MessagesToolUse(string Id, string Name)
{
    /// <summary>Begins a tool call: gives it an id that the dialect accepts and adds it to the review, if the call has one.</summary>
    public static MessagesToolUse Begin(Call call, int number, in ToolCallHead head)
    {
        var id = ToolCallIds.Encode(head.Id, ToolCallIdRule.Anthropic);
        call.Review?.Add(number, id, head.Name);
        return new MessagesToolUse(id, head.Name);
    }

    /// <summary>Writes the properties into an open object.</summary>
    /// <param name="writer">Writes to the client.</param>
    /// <param name="extensions">The provider's properties of the block, which are written after these.</param>
    public void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> extensions)
    {
        writer.WriteString("type", "tool_use");
        writer.WriteString("id", Id);
        writer.WriteString("name", Name);
        if (extensions.IndexOf("\"caller\""u8) >= 0) return;
        writer.WriteStartObject("caller");
        writer.WriteString("type", "direct");
        writer.WriteEndObject();
    }
}
